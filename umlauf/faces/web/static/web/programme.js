// An item is dragged by its grip onto another one and takes its place: its number becomes the other's, and the form that
// orders by numbers is sent. Without this script the numbers are typed, or the buttons „up“ and „down“ do it.
document.addEventListener('DOMContentLoaded', () => {
  const form = document.getElementById('order')
  if (!form) return
  const rows = Array.from(document.querySelectorAll('tr[id^="item-"]'))
  const place = (row) => row.querySelector('.place')
  let dragged = null

  rows.forEach((row) => {
    const grip = document.createElement('span')
    grip.className = 'grip'
    grip.draggable = true
    grip.textContent = '↕'
    grip.setAttribute('aria-hidden', 'true')
    place(row).before(grip)
    grip.addEventListener('dragstart', (event) => {
      dragged = row
      event.dataTransfer.effectAllowed = 'move'
      event.dataTransfer.setData('text/plain', row.id)
      event.dataTransfer.setDragImage(row, 0, 0)
    })
    grip.addEventListener('dragend', () => {
      dragged = null
      rows.forEach((one) => one.classList.remove('over'))
    })
    row.addEventListener('dragover', (event) => {
      if (!dragged || dragged === row) return
      event.preventDefault()
      row.classList.add('over')
    })
    row.addEventListener('dragleave', () => row.classList.remove('over'))
    row.addEventListener('drop', (event) => {
      if (!dragged || dragged === row) return
      event.preventDefault()
      place(dragged).value = place(row).defaultValue
      form.submit()
    })
  })
})
