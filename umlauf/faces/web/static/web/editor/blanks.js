// Blanks that do not break are shown, so that nobody wonders where a line ends.
import { Extension, Plugin, pm } from '../../vendor/prose-editor/editor.js';

const { Decoration, DecorationSet } = pm.view

const among = (doc, from, to) => {
  const found = []
  doc.nodesBetween(from, to, (node, place) => {
    if (!node.isText) return
    for (const { index } of node.text.matchAll(/\u00a0/g)) {
      found.push(Decoration.inline(place + index, place + index + 1, { class: 'firm-blank' }))
    }
  })
  return found
}

// The blocks that a transaction has touched, from the start of the first to the end of the last.
const touched = ({ mapping, doc }) => {
  let from = doc.content.size
  let to = 0
  mapping.maps.forEach((map, index) => map.forEach((before, after, start, end) => {
    const later = mapping.slice(index + 1)
    from = Math.min(from, later.map(start, -1))
    to = Math.max(to, later.map(end, 1))
  }))
  const first = doc.resolve(Math.min(from, to))
  const last = doc.resolve(to)
  return [first.depth ? first.before(1) : first.pos, last.depth ? last.after(1) : last.pos]
}

const shown = new Plugin({
  state: {
    init: (config, { doc }) => DecorationSet.create(doc, among(doc, 0, doc.content.size)),
    apply: (tr, set) => {
      if (!tr.docChanged) return set
      const [from, to] = touched(tr)
      const kept = set.map(tr.mapping, tr.doc)
      return kept.remove(kept.find(from, to)).add(tr.doc, among(tr.doc, from, to))
    },
  },
  props: { decorations: (state) => shown.getState(state) },
})

export const blanks = Extension.create({ name: 'blanks', addProseMirrorPlugins: () => [shown] })
