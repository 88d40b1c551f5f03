// What comes from Word, Outlook, LibreOffice and other pages, cleaned before the schema sees it. ground/text/html_in.py
// and word_lists.py read mails and files in the same way.
import { pm } from '../../vendor/prose-editor/editor.js';

const { Fragment, Slice } = pm.model
const LEFT_OUT = 'head, script, style, title, template, noscript, object, iframe, svg, math, xml, meta, link'
const PICTURES = 'img, picture, video, canvas, object, svg, v\\:imagedata, v\\:shape'
const LEVEL = /mso-list:[^;]*\blevel(\d)/i
const MARK = /mso-list:\s*ignore/i
const COUNTED = /^\(?(\d{1,4}|[a-z]{1,5})[.)]/i
const NOT_BOLD = /(^|[^\w-])font-weight:\s*(normal|[1-4]00)/i
const HEADINGS = { H1: 'h2', H4: 'h3', H5: 'h3', H6: 'h3' }
const UNREADABLE = 30_000_000 // characters of markup: more than can be looked at while somebody waits
const DEEPEST = 4
const WIDEST = 50

const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi
const STYLES = /<style\b[^]*?<\/style\s*>/gi

// The security policy refuses styles and handlers even where nobody sees them, and says so in the console: so they get
// another name before anything is read.
const ACTING = /"[^"]*"|'[^']*'|\b(?:style|on[a-z]+)(?=\s*=)/gi
const named = (part) => (/^["']/.test(part) ? part : `data-${part}`)
const quiet = (html) => html.replace(STYLES, '').replace(TAG, (tag) => tag.replace(ACTING, named))

const styleOf = (element) => element.getAttribute('data-style') || ''

const levelOf = (paragraph) => Math.min(Number(LEVEL.exec(styleOf(paragraph))?.[1] || 0), DEEPEST)

const takeMark = (paragraph) => {
  const mark = [...paragraph.querySelectorAll('span')].find((one) => MARK.test(styleOf(one)))
  if (!mark) return ''
  mark.remove()
  return mark.textContent.trim()
}

const follows = (paragraph, list) => {
  const nothing = (one) => one.nodeType === Node.COMMENT_NODE || (one.nodeType === Node.TEXT_NODE && !one.data.trim())
  let one = paragraph.previousSibling
  while (one && one !== list && nothing(one)) one = one.previousSibling
  return one === list
}

const gatherLists = (root) => {
  let open = []
  root.querySelectorAll('p, h1, h2, h3, h4, h5, h6').forEach((paragraph) => {
    const level = levelOf(paragraph)
    if (!level) return
    if (!open.length || !follows(paragraph, open[0].list)) open = []
    const counted = COUNTED.exec(takeMark(paragraph))
    const tag = counted ? 'OL' : 'UL'
    while (open.length > 1 && open.at(-1).level > level) open.pop()
    if (open.length && open.at(-1).level >= level && open.at(-1).list.tagName !== tag) open.pop()
    if (!open.length || open.at(-1).level < level) {
      const list = root.createElement(tag)
      if (counted && /^\d+$/.test(counted[1])) list.setAttribute('start', counted[1])
      if (open.length) open.at(-1).list.lastElementChild.append(list)
      else paragraph.before(list)
      open.push({ level, list })
    }
    const item = root.createElement('li')
    open.at(-1).list.append(item)
    item.append(paragraph)
  })
}

const renamed = (element, name) => {
  const other = element.ownerDocument.createElement(name)
  other.append(...element.childNodes)
  element.replaceWith(other)
  return other
}

// What spans several columns is followed by empty cells, as long as there are columns.
const squared = (table) => {
  const rows = [...table.rows]
  const add = (cell, count) => {
    for (let more = 0; more < count; more += 1) cell.after(table.ownerDocument.createElement('td'))
  }
  rows.forEach((row) => [...row.cells].forEach((cell) => add(cell, Math.min(cell.colSpan, WIDEST) - 1)))
  const width = Math.max(...rows.map((row) => row.cells.length))
  rows.forEach((row) => { if (row.lastElementChild) add(row.lastElementChild, width - row.cells.length) })
}

// Mails put their whole text into tables to lay it out; those are opened.
const holdsData = (table) => !table.querySelector('table') && table.rows.length > 1
  && Math.max(...[...table.rows].map((row) => row.cells.length)) > 1

const cleaned = (html) => {
  const page = new DOMParser().parseFromString(quiet(html), 'text/html')
  const pictures = page.querySelectorAll(PICTURES).length
  gatherLists(page)
  page.querySelectorAll(LEFT_OUT).forEach((one) => one.remove())
  page.querySelectorAll(PICTURES).forEach((one) => one.remove())
  page.querySelectorAll('b, strong').forEach((one) => { if (NOT_BOLD.test(styleOf(one))) renamed(one, 'span') })
  page.querySelectorAll(Object.keys(HEADINGS).join()).forEach((one) => renamed(one, HEADINGS[one.tagName]))
  page.querySelectorAll('table').forEach((table) => {
    if (holdsData(table)) return squared(table)
    const cells = [...table.querySelectorAll('td, th, caption')].filter((one) => one.closest('table') === table)
    return table.replaceWith(...cells.map((one) => renamed(one, 'div')))
  })
  const texts = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(/[\u00ad\u200b\ufeff]/g, '')
  page.body.querySelectorAll('*').forEach((one) => {
    const kept = one.tagName === 'A' ? 'href' : one.tagName === 'OL' ? 'start' : ''
    one.getAttributeNames().forEach((name) => { if (name !== kept) one.removeAttribute(name) })
  })
  page.body.querySelectorAll('p, h2, h3, div').forEach((one) => {
    if (!one.textContent.trim() && !one.querySelector('table, ul, ol') && !one.closest('td, th, li')) one.remove()
  })
  return { html: page.body.innerHTML, pictures }
}

// As plain text of a mail is read: an empty line parts paragraphs, the end of a line is one.
const paragraphs = (text, schema) => text.replace(/\r\n?/g, '\n').split(/\n[ \t]*\n+/).filter((one) => one.trim())
  .map((one) => {
    const lines = one.split('\n').map((line) => line.trim())
    const inside = lines.flatMap((line, index) => [
      ...(index ? [schema.nodes.hardBreak.create()] : []), ...(line ? [schema.text(line)] : []),
    ])
    return schema.nodes.paragraph.create(null, inside)
  })

export const pasting = ({ most, words, say }) => {
  let pictures = 0
  const size = (fragment) => fragment.textBetween(0, fragment.size, '\n', '\n').length
  const refuse = (event) => { event.preventDefault(); say(words.tooLong); return true }
  const told = () => { if (pictures) setTimeout(() => say(words.pictures)); pictures = 0 }
  const onlyPictures = (data) => !data.getData('text/html') && !data.getData('text/plain')
    && [...data.files].some((one) => one.type.startsWith('image/'))
  const arrives = (view, event, data) => {
    pictures = 0
    if (!data) return false
    if (['text/html', 'text/plain'].some((kind) => data.getData(kind).length > UNREADABLE)) return refuse(event)
    if (!onlyPictures(data)) return false
    event.preventDefault()
    say(words.pictures)
    return true
  }
  const taken = (view, event, slice) => {
    if (size(slice.content) + size(view.state.doc.content) > most) return refuse(event)
    told()
    return false
  }
  return {
    handleDOMEvents: {
      paste: (view, event) => arrives(view, event, event.clipboardData),
      drop: (view, event) => arrives(view, event, event.dataTransfer),
    },
    transformPastedHTML: (html) => {
      if (html.includes('data-pm-slice')) return quiet(html)
      const clean = cleaned(html)
      pictures = clean.pictures
      return clean.html
    },
    clipboardTextParser: (text, $context) => {
      const blocks = paragraphs(text, $context.doc.type.schema)
      return blocks.length ? new Slice(Fragment.from(blocks), 1, 1) : null
    },
    handlePaste: taken,
    handleDrop: (view, event, slice, moved) => !moved && taken(view, event, slice),
  }
}
