// A small dialog for the address of a link. It stands outside of the form, since it is one itself.

const ALLOWED = /^(https?:\/\/[^/\s]+\.[^/\s]|mailto:[^@\s]+@[^@\s]+|tel:\+?[\d\s/()-]{3,})/i

// What people write when they mean an address, completed.
const address = (written) => {
  const text = written.trim()
  if (/^[^\s/:@]+@[^\s/:@]+\.\w+$/.test(text)) return `mailto:${text}`
  if (/^\+?\d[\d\s/()-]{4,}$/.test(text)) return `tel:${text.replace(/[^\d+]/g, '')}`
  if (/^[\w-]+(\.[\w-]+)+([/?#]|$)/.test(text)) return `https://${text}`
  return text
}

export const linking = (box, tools) => {
  const dialog = tools.querySelector('dialog')
  const form = dialog.querySelector('form')
  const field = dialog.querySelector('input')
  const error = dialog.querySelector('.error')
  const remove = dialog.querySelector('[data-do=remove]')
  let editor = null
  let place = null // where the text was left; a dialog that closes may move it
  document.body.append(dialog)

  const chosen = () => editor.chain().setTextSelection(place).focus().extendMarkRange('link')
  const wrong = (is) => {
    error.hidden = !is
    field.toggleAttribute('aria-invalid', is)
    if (is) field.focus()
  }
  const put = (href) => {
    if (place.from === place.to && !editor.isActive('link')) {
      const text = href.replace(/^(mailto|tel):/i, '')
      const around = editor.state.selection.$from.marks().map((one) => one.toJSON())
      const node = { type: 'text', text, marks: [...around, { type: 'link', attrs: { href } }] }
      return editor.chain().setTextSelection(place).focus().insertContent(node).unsetMark('link').run()
    }
    return chosen().setMark('link', { href }).run()
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const href = address(field.value)
    if (!ALLOWED.test(href)) return wrong(true)
    put(href)
    place = { from: editor.state.selection.from, to: editor.state.selection.to }
    return dialog.close()
  })
  remove.addEventListener('click', () => { chosen().unsetMark('link').run(); dialog.close() })
  dialog.querySelector('[data-do=cancel]').addEventListener('click', () => dialog.close())
  dialog.addEventListener('close', () => editor.chain().setTextSelection(place).focus().run())

  return {
    open: (of) => {
      editor = of
      place = { from: editor.state.selection.from, to: editor.state.selection.to }
      const active = editor.isActive('link')
      field.value = active ? editor.getAttributes('link').href.replace(/^mailto:|^tel:/i, '') : ''
      remove.hidden = !active
      wrong(false)
      dialog.showModal()
      field.select()
    },
  }
}
