// The text of a letter is written as it will look. Without this script the field takes Markdown.
// The hidden field holds the tree that the server knows (ground/text/nodes.py), up to date after each change; an
// `input` event from it goes up through the form, so that whoever watches the form hears of it.
// Imports end with a semicolon: that is how the static files find them and name them by their hash.
import { Editor } from '../vendor/prose-editor/editor.js';
import { extensions, filled, plain } from './editor/schema.js';
import { typing } from './editor/typing.js';
import { pasting } from './editor/paste.js';
import { linking } from './editor/link.js';
import { toolbars } from './editor/toolbar.js';

const LARGE = 200_000 // positions in a tree that is too large to be written at every key

const BARS = { top: 90, bottom: 150, left: 5, right: 5 } // so that no line is written behind them

const read = (id) => JSON.parse(document.getElementById(id).textContent)

const begin = (box) => {
  const field = box.querySelector('textarea')
  const tree = box.querySelector('input[type=hidden]')
  const form = field.form
  const language = form.elements.language
  const status = box.querySelector('[role=status]')
  const tools = box.querySelector('template').content.cloneNode(true)
  const id = field.id
  const say = (sentence) => { status.textContent = sentence }
  const rules = read(`${id}_typing`)
  const spoken = () => (language ? language.value : document.documentElement.lang)

  const described = (field.getAttribute('aria-describedby') || '').split(' ').concat(`${id}_keys`)
  const attributes = {
    id,
    role: 'textbox',
    class: 'letter-text',
    lang: spoken(),
    spellcheck: 'true',
    'aria-multiline': 'true',
    'aria-labelledby': `${id}_label`,
    'aria-describedby': described.filter(Boolean).join(' '),
    ...(box.classList.contains('wrong') ? { 'aria-invalid': 'true' } : {}),
  }

  const place = document.createElement('div')
  place.className = 'letter-editor'
  const link = linking(box, tools)
  const editor = new Editor({
    element: place,
    injectCSS: false,
    enablePasteRules: false,
    content: filled(read(`${id}_begin`)),
    extensions: extensions({ link: () => link.open(editor), leave: (bar) => toolbar.enter(bar) })
      .concat(typing(rules, spoken)),
    editorProps: {
      attributes,
      scrollThreshold: BARS,
      scrollMargin: BARS,
      ...pasting({ most: rules.most, words: box.dataset, say }),
    },
  })

  // From here on the tree is what counts.
  field.id = `${id}_markdown`
  field.hidden = true
  field.disabled = true
  form.enctype = 'multipart/form-data' // as URL code, a text of letters with dots is three times as long
  box.querySelector('.help-details')?.remove()
  place.prepend(tools.querySelector('[data-bar=main]'))
  place.append(tools.querySelector('[data-bar=inside]'))
  field.before(place)
  field.before(tools.querySelector(`#${id}_keys`))
  const label = document.getElementById(`${id}_label`)
  label.removeAttribute('for')
  label.addEventListener('click', () => editor.commands.focus())
  const toolbar = toolbars(editor, place, { link: () => link.open(editor) })

  const write = () => { tree.value = JSON.stringify(plain(editor.getJSON())) }
  let waiting = 0
  const changed = () => {
    waiting = 0
    write()
    tree.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const settle = () => { if (waiting) { clearTimeout(waiting); waiting = 0; write() } }
  write()
  editor.on('update', () => {
    if (status.textContent) say('')
    if (editor.state.doc.content.size < LARGE) return changed()
    clearTimeout(waiting)
    waiting = setTimeout(changed, 400)
  })
  form.addEventListener('formdata', (event) => {
    settle()
    if (event.formData.has(tree.name)) event.formData.set(tree.name, tree.value)
  })
  form.addEventListener('submit', (event) => {
    settle()
    if (new Blob([tree.value]).size <= rules.room) return
    event.preventDefault()
    event.stopImmediatePropagation()
    say(box.dataset.long)
    editor.commands.focus()
  })
  language?.addEventListener('change', () => editor.view.dom.setAttribute('lang', spoken()))
  if (location.hash === `#${id}`) editor.commands.focus()
}

document.querySelectorAll('[data-editor]').forEach(begin)
