// An item is dragged by its grip onto another one and takes its place: its number becomes the other's, and the form that
// orders by numbers is sent. Without this script the numbers are typed, or the buttons „up“ and „down“ do it.
// By events of the pointer, not of drag and drop: these also come from a finger and a pen.
document.addEventListener('DOMContentLoaded', () => {
  const form = document.getElementById('order')
  if (!form) return
  const EDGE = 48
  const rows = Array.from(document.querySelectorAll('tr[id^="item-"]'))
  const place = (row) => row.querySelector('.place')

  rows.forEach((row) => {
    const grip = document.createElement('span')
    let pointer = null
    let target = null
    const aim = (next) => {
      if (target) target.classList.remove('over')
      target = next
      if (target) target.classList.add('over')
    }
    const letGo = () => {
      pointer = null
      row.classList.remove('dragged')
      aim(null)
    }
    const below = (event) => {
      const found = document.elementFromPoint(event.clientX, event.clientY)?.closest('tr[id^="item-"]')
      return found === row ? null : found
    }

    grip.className = 'grip'
    grip.textContent = '↕'
    grip.setAttribute('aria-hidden', 'true')
    place(row).before(grip)
    grip.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return
      event.preventDefault()
      pointer = event.pointerId
      grip.setPointerCapture(pointer)
      row.classList.add('dragged')
    })
    grip.addEventListener('pointermove', (event) => {
      if (pointer === null) return
      if (event.clientY < EDGE) window.scrollBy(0, -EDGE / 2)
      if (event.clientY > window.innerHeight - EDGE) window.scrollBy(0, EDGE / 2)
      aim(below(event))
    })
    grip.addEventListener('pointerup', () => {
      if (!target) return
      place(row).value = place(target).defaultValue
      form.submit()
    })
    grip.addEventListener('lostpointercapture', letGo)
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') letGo()
    })
  })
})
