// A file that is dropped anywhere on the page goes into the form that waits for one, and the form goes out.
// Without this script the file is chosen in the field.
document.addEventListener('DOMContentLoaded', () => {
  const form = document.querySelector('form[data-drop]')
  if (!form || !window.DataTransfer) return
  const field = form.querySelector('input[type=file]')
  const said = form.querySelector('[role=status]')
  const holdsFiles = (event) => [...event.dataTransfer.types].includes('Files')

  const hint = document.createElement('p')
  hint.className = 'help'
  hint.textContent = form.dataset.drop
  field.after(hint)

  document.addEventListener('dragover', (event) => {
    if (!holdsFiles(event)) return
    event.preventDefault()
    form.classList.add('over')
  })
  document.addEventListener('dragleave', (event) => { if (!event.relatedTarget) form.classList.remove('over') })
  document.addEventListener('drop', (event) => {
    if (!holdsFiles(event)) return
    event.preventDefault()
    form.classList.remove('over')
    if (event.dataTransfer.files.length !== 1) { said.textContent = form.dataset.one; return }
    field.files = event.dataTransfer.files
    form.requestSubmit()
  })
})
