// What a text may hold: the nodes and marks of ground/text/nodes.py, under the same names.
import {
  Blockquote, Bold, BulletList, Document, Extension, Gapcursor, HardBreak, Heading, History, Italic, Link, ListItem,
  OrderedList, Paragraph, Plugin, Table, TableCell, TableHeader, TableRow, Text, TrailingNode,
} from '../../vendor/prose-editor/editor.js';
import { blanks } from './blanks.js';
import { words } from './words.js';

const LEADS = /^(https?|mailto|tel):/i

// A cell spans nothing and has no width: the letter's tables are plain.
const plainCell = {
  content: 'paragraph+',
  addAttributes: () => ({
    colspan: { default: 1, parseHTML: () => 1, rendered: false },
    rowspan: { default: 1, parseHTML: () => 1, rendered: false },
    colwidth: { default: null, parseHTML: () => null, rendered: false },
  }),
}

// The first row of a table is its head, whatever was pasted or removed.
const firstRowIsHead = new Plugin({
  appendTransaction: (transactions, before, { doc, schema, tr }) => {
    if (!transactions.some((one) => one.docChanged)) return null
    doc.descendants((node, place) => {
      if (node.type.name !== 'table') return !node.isTextblock
      node.forEach((row, start, index) => {
        const wanted = index ? schema.nodes.tableCell : schema.nodes.tableHeader
        row.forEach((cell, inRow) => {
          if (cell.type !== wanted) tr.setNodeMarkup(place + start + inRow + 2, wanted)
        })
      })
      return false
    })
    return tr.docChanged ? tr : null
  },
})

// Escape, then Tab, leaves the text from anywhere. Inside a table Tab goes from cell to cell.
const keys = ({ link, leave }) => Extension.create({
  name: 'keys',
  priority: 200,
  addStorage: () => ({ leaves: false }),
  addKeyboardShortcuts() {
    const tab = (move) => () => !this.storage.leaves && this.editor.isActive('table') && move()
    return {
      'Mod-k': () => { link(); return true },
      'Alt-F10': () => leave('main'),
      Escape: () => { this.storage.leaves = true; return false },
      Tab: tab(() => this.editor.commands.goToNextCell()
        || this.editor.chain().addRowAfter().goToNextCell().run()),
      'Shift-Tab': tab(() => this.editor.commands.goToPreviousCell()),
      'Mod-]': () => this.editor.commands.sinkListItem('listItem'),
      'Mod-[': () => this.editor.commands.liftListItem('listItem'),
    }
  },
  onTransaction({ transaction }) {
    if (transaction.docChanged || transaction.selectionSet) this.storage.leaves = false
  },
  onBlur() { this.storage.leaves = false },
  addProseMirrorPlugins: () => [firstRowIsHead],
})

export const extensions = (doing) => [
  keys(doing),
  Document.extend({ content: '(block | heading)+' }),
  Paragraph,
  Text,
  Heading.extend({ group: 'top' }).configure({ levels: [2, 3] }),
  BulletList,
  OrderedList.extend({ addAttributes: () => ({ start: { default: 1, parseHTML: (one) => one.start || 1 } }) }),
  ListItem.extend({
    addKeyboardShortcuts() { return { Enter: () => this.editor.commands.splitListItem(this.name) } },
  }),
  Blockquote,
  Table.extend({
    addNodeView: () => null,
    addKeyboardShortcuts() {
      const { Tab, 'Shift-Tab': back, ...others } = this.parent()
      return others
    },
  }).configure({ renderWrapper: false }),
  TableRow.extend({ content: '(tableCell | tableHeader)+' }),
  TableHeader.extend(plainCell),
  TableCell.extend(plainCell),
  HardBreak,
  Bold,
  Italic,
  Link.extend({
    addAttributes: () => ({ href: { default: null } }),
    addKeyboardShortcuts: () => ({}),
  }).configure({
    openOnClick: false,
    linkOnPaste: true,
    defaultProtocol: 'https',
    isAllowedUri: (address) => LEADS.test(address),
    shouldAutoLink: (address) => /^(https?:\/\/|www\.)/i.test(address) || /^[^/]+@[^/]+\.[a-z]+$/i.test(address),
  }),
  History,
  Gapcursor,
  TrailingNode.configure({ node: 'paragraph', notAfter: ['heading', 'bulletList', 'orderedList', 'blockquote'] }),
  blanks,
  words,
]

const empty = { type: 'paragraph' }
const HOLDS_BLOCKS = new Set(['doc', 'listItem', 'blockquote', 'tableCell', 'tableHeader'])

// A tree of the server as the schema wants it: headings at the top alone, and where it has nothing, an empty paragraph
// to write into.
export const filled = (node, parent = 'doc') => {
  if (node.type === 'heading' && parent !== 'doc') return { type: 'paragraph', content: node.content }
  const content = (node.content || []).map((one) => filled(one, node.type))
  if (node.type === 'listItem' && content.length && content[0].type !== 'paragraph') content.unshift(empty)
  if (HOLDS_BLOCKS.has(node.type) && (!content.length || (node.type === 'doc' && content.at(-1).type === 'table'))) {
    content.push(empty)
  }
  return content.length ? { ...node, content } : { ...node, content: undefined }
}

const KEPT = ['level', 'start', 'href']

// The tree of the editor as the server knows it: without what is only the editor's.
export const plain = ({ type, text, content, marks, attrs }) => {
  const node = { type }
  if (text !== undefined) node.text = text
  const kept = Object.entries(attrs || {}).filter(([name]) => KEPT.includes(name))
  if (kept.length) node.attrs = Object.fromEntries(kept)
  if (marks?.length) node.marks = marks.map(plain)
  if (content) node.content = content.map(plain)
  return node
}
