// Files are dropped on the form or chosen there, and go out one after the other, each with its progress.
// Without this script the form sends them all at once and leads to the same list.
document.addEventListener('DOMContentLoaded', () => {
  const form = document.getElementById('attach')
  if (!form || !window.FormData) return
  const field = form.querySelector('input[type=file]')
  const said = form.querySelector('[role=status]')
  const list = form.querySelector('.sending')
  const say = form.dataset
  const waiting = []
  let busy = false
  let through = 0
  let refused = 0

  const hint = document.createElement('p')
  hint.className = 'help'
  hint.textContent = say.drop
  field.after(hint)

  const line = (file) => {
    const item = document.createElement('li')
    const name = document.createElement('span')
    const bar = document.createElement('progress')
    name.textContent = file.name
    bar.max = 1
    bar.value = 0
    bar.setAttribute('aria-label', `${say.sending}: ${file.name}`)
    item.append(name, bar)
    list.append(item)
    list.hidden = false
    return { item, bar }
  }

  const ended = (item, bar, name, sentence, good) => {
    const word = document.createElement('span')
    word.className = good ? 'tag ok' : 'tag bad'
    word.textContent = good ? say.done : say.refused
    bar.replaceWith(' ', word)
    if (good) { through += 1 } else {
      refused += 1
      const why = document.createElement('span')
      why.className = 'sub'
      why.textContent = sentence
      item.append(why)
    }
    said.textContent = good ? `${name}: ${say.done}` : sentence
  }

  // What was typed into the list and not saved yet stays typed.
  const showList = (page) => {
    const old = document.getElementById('annex-list')
    const fresh = page.getElementById('annex-list')
    if (!old || !fresh) return
    old.querySelectorAll('input[name]:not([type=hidden])').forEach((input) => {
      const twin = fresh.querySelector(`[name="${input.name}"]`)
      if (!twin) return
      if (input.type === 'checkbox') twin.checked = input.checked
      else twin.value = input.value
    })
    old.replaceWith(document.adoptNode(fresh))
    form.querySelector('button').classList.toggle('first', !document.querySelector('#annex-list form'))
  }

  const next = () => {
    const file = waiting.shift()
    if (!file) {
      busy = false
      said.textContent = `${say.all} ${through} ${say.done}, ${refused} ${say.refused}`
      return
    }
    busy = true
    const { item, bar } = line(file)
    said.textContent = `${say.sending}: ${file.name}`
    const data = new FormData(form)
    data.set(field.name, file, file.name)
    const request = new XMLHttpRequest()
    request.open('POST', form.action)
    request.responseType = 'document'
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total
    })
    request.addEventListener('load', () => {
      const page = request.response
      const wrong = page && (page.querySelector('#attach .error') || page.querySelector('.errors li'))
      const good = request.status === 200 && page && page.getElementById('annex-list') && !wrong
      ended(item, bar, file.name, wrong ? wrong.textContent : say.failed, good)
      if (page) showList(page)
      next()
    })
    request.addEventListener('error', () => { ended(item, bar, file.name, say.failed, false); next() })
    request.send(data)
  }

  const take = (files) => {
    waiting.push(...files)
    if (!busy && waiting.length) { through = 0; refused = 0; next() }
  }

  form.addEventListener('submit', (event) => {
    if (!field.files.length) return
    event.preventDefault()
    take(field.files)
    field.value = ''
  })
  form.addEventListener('dragover', (event) => { event.preventDefault(); form.classList.add('over') })
  form.addEventListener('dragleave', () => { form.classList.remove('over') })
  form.addEventListener('drop', (event) => {
    event.preventDefault()
    form.classList.remove('over')
    take(event.dataTransfer.files)
  })
})
