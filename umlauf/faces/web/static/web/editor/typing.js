// While one types, the marks of print appear as the server would set them (ground/text/typography.py, which gives the
// rules). Undo takes each of them back.
import { Extension, InputRule } from '../../vendor/prose-editor/editor.js';

const before = (state, place) => {
  const $place = state.doc.resolve(place)
  return $place.parent.textBetween(0, $place.parentOffset, '\n', '\n')
}

const count = (text, marks) => [...text].filter((one) => marks.includes(one)).length

const outer = (text, { opening, closing, inner_opening: inner, ends }) => {
  const last = text.at(-1) || ''
  if (!last || /\s/.test(last) || `([{${inner}`.includes(last)) return opening
  if (count(text, opening) > count(text, ends)) return closing
  return /[\d\-–—/=:]/.test(last) ? null : closing
}

const inner = (text, { opening, inner_opening: begins, inner_closing: ends }) => {
  const last = text.at(-1) || ''
  if (!last || /\s/.test(last) || `([{${opening}`.includes(last)) return begins
  if (count(text, begins) > count(text, ends)) return ends
  return /\d/.test(last) ? null : '’'
}

export const typing = (rules, language) => {
  const signs = () => rules.signs[language()] || rules.signs.de
  const replaced = (find, where, what) => new InputRule({
    find,
    handler: ({ state, range, match }) => {
      const place = where(range, match)
      const mark = what(before(state, place))
      if (!mark) return null
      state.tr.insertText(mark, place, place + 1)
      return undefined
    },
  })
  const last = ({ to }) => to - 1
  return Extension.create({
    name: 'typing',
    addInputRules: () => [
      replaced(/"$/, last, (text) => outer(text, signs())),
      replaced(/'$/, last, (text) => inner(text, signs())),
      replaced(/\S[ \u00a0]-[ \u00a0]$/, ({ to }) => to - 2, () => '–'),
      ...rules.holding.map(([left, right]) => replaced(
        new RegExp(`(?:${left}) (?:${right})$`),
        ({ from }, match) => from + match[0].search(new RegExp(` (?:${right})$`)),
        () => '\u00a0',
      )),
    ],
  })
}
