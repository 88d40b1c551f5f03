// What needs a passkey needs this script and a browser that has them: it is shown only where both are there.
document.addEventListener('DOMContentLoaded', () => {
  if (!window.PublicKeyCredential) return
  document.querySelectorAll('.with-script').forEach((part) => { part.hidden = false })
  document.querySelectorAll('.without-script').forEach((part) => { part.hidden = true })
})

document.addEventListener('allauth.error', (event) => {
  const said = document.querySelectorAll('.key-failed')
  said.forEach((part) => { part.hidden = false })
  if (said.length) event.preventDefault()
})
