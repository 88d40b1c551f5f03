// Words of a text, wherever their lines end: found, shown, and marked where a hint is about them.
import { Extension, Plugin, pm } from '../../vendor/prose-editor/editor.js';

const { Decoration, DecorationSet } = pm.view

// `between`: what may stand between two words.
export const pattern = (phrase, between) => new RegExp(
  phrase.trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join(between)
)

const find = (doc, phrase) => {
  const wanted = pattern(phrase, '\\s+')
  let place = null
  doc.descendants((node, at) => {
    if (place || !node.isTextblock) return !place
    const found = wanted.exec(node.textBetween(0, node.content.size, '\n', '\n'))
    if (found) place = { from: at + 1 + found.index, to: at + 1 + found.index + found[0].length }
    return false
  })
  return place
}

const marksIn = (doc, noticed) => DecorationSet.create(doc, noticed.flatMap(({ phrase, weight }) => {
  const place = find(doc, phrase)
  return place ? [Decoration.inline(place.from, place.to, { class: `noticed noticed-${weight}` })] : []
}))

const marked = new Plugin({
  state: {
    init: () => DecorationSet.empty,
    apply: (tr, set) => {
      const noticed = tr.getMeta(marked)
      return noticed ? marksIn(tr.doc, noticed) : set.map(tr.mapping, tr.doc)
    },
  },
  props: { decorations: (state) => marked.getState(state) },
})

export const words = Extension.create({
  name: 'words',
  addProseMirrorPlugins: () => [marked],
  addCommands: () => ({
    // What was read in the text, by phrase and weight.
    markNoticed: (noticed) => ({ tr }) => { tr.setMeta(marked, noticed); return true },
    // Select the words and bring them into sight; false where they are not there any more.
    showWords: (phrase) => ({ chain, state }) => {
      const place = find(state.doc, phrase)
      return Boolean(place) && chain().focus().setTextSelection(place).scrollIntoView().run()
    },
  }),
})
