// The hints beside a text: an offer fills its field, a hint is put aside, its words are shown in the text.
// Without this script the same buttons send the form, which comes back filled in.
import { pattern } from './editor/words.js';

document.addEventListener('DOMContentLoaded', () => {
  const form = document.getElementById('draft')
  const list = document.getElementById('hints')
  if (!form || !list || !window.fetch) return
  const say = list.closest('section').dataset
  const said = document.getElementById('hints-say')
  const title = document.getElementById('hints-title')

  // The list is only put in anew while nothing in it has the focus.
  const tell = (sentence) => { title.focus({ preventScroll: true }); said.textContent = sentence }

  const nameOf = (field) => {
    const label = form.querySelector(`label[for="${field.id}"]`)
    return label ? label.firstChild.textContent.trim() : field.name
  }

  const takeUp = (button) => {
    const field = form.elements[button.dataset.sets]
    if (!field) return false
    const value = button.dataset.value
    const lines = field.value.split('\n').map((line) => line.trim()).filter(Boolean)
    if (field.tagName === 'TEXTAREA') field.value = lines.includes(value) ? field.value : [...lines, value].join('\n')
    else field.value = value
    const details = field.closest('details')
    if (details) details.open = true
    field.dispatchEvent(new Event('input', { bubbles: true }))
    field.dispatchEvent(new Event('change', { bubbles: true }))
    button.closest('li').remove()
    tell(`${nameOf(field)}: ${say.taken}`)
    return true
  }

  const putAside = async (button) => {
    const data = new FormData()
    for (const name of ['csrfmiddlewaretoken', 'made_under']) {
      if (form.elements[name]) data.set(name, form.elements[name].value)
    }
    data.set('dismiss', button.value)
    data.set('script', '1')
    let answer = null
    try {
      answer = await fetch(button.dataset.dismiss, { method: 'POST', body: data, redirect: 'manual' })
    } catch { /* no connection: told below */ }
    if (!answer || answer.status !== 204) { said.textContent = say.failed; return }
    button.closest('li').remove()
    tell(say.gone)
  }

  // With marks of Markdown between the words.
  const inField = (field, phrase) => {
    field.focus()
    const found = pattern(phrase, '[\\s*_\\\\]+').exec(field.value)
    if (found && field.setSelectionRange) field.setSelectionRange(found.index, found.index + found[0].length)
    return Boolean(found)
  }

  const show = (link) => {
    const field = document.getElementById(`id_${link.dataset.place}`)
    if (!field) return false
    const found = field.editor ? field.editor.commands.showWords(link.dataset.phrase) : inField(field, link.dataset.phrase)
    said.textContent = found ? '' : say.lost
    return found
  }

  list.addEventListener('click', (event) => {
    const target = event.target.closest('button, a')
    if (!target) return
    if (target.dataset.dismiss) { event.preventDefault(); putAside(target) }
    else if (target.dataset.sets && takeUp(target)) event.preventDefault()
    else if (target.dataset.phrase && show(target)) event.preventDefault()
  })

  // The same words are marked in the text, each time that it was read anew.
  const mark = () => {
    const editor = document.getElementById('id_body')?.editor
    if (!editor) return
    const links = [...list.querySelectorAll('a[data-place="body"]')]
    const weight = (link) => link.closest('.hint').className.split('hint-').at(-1)
    editor.commands.markNoticed(links.map((link) => ({ phrase: link.dataset.phrase, weight: weight(link) })))
  }
  new MutationObserver(mark).observe(list, { childList: true, subtree: true })
  mark()
})
