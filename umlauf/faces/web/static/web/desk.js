// The writing desk: the letter beside the text, and what is typed kept on the server until it is saved.
// Without this script a button shows the letter, and the form is saved as ever.
document.addEventListener('DOMContentLoaded', () => {
  const form = document.getElementById('draft')
  if (!form || !window.fetch || !window.FormData) return
  const say = form.dataset
  const part = (id) => document.getElementById(id)
  const put = (element, text) => { if (element && element.textContent !== text) element.textContent = text }
  const putHtml = (element, html) => { if (element && element.innerHTML !== html && !element.contains(document.activeElement)) element.innerHTML = html }

  const fields = (extra = {}) => {
    const data = new FormData(form)
    for (const [name, value] of Object.entries(extra)) data.set(name, value)
    return data
  }

  // Whoever has logged in again has a new token: it stands on any page.
  const renew = async () => {
    const answer = await fetch(window.location.pathname, { credentials: 'same-origin' })
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.querySelector('input[name=csrfmiddlewaretoken]')
    if (!fresh) return false
    document.querySelectorAll('input[name=csrfmiddlewaretoken]').forEach((one) => { one.value = fresh.value })
    return true
  }

  // What came back: 'over' when the login has ended, 'offline' without an answer, else an answer or 'failed'.
  const send = async (address, extra, options = {}, again = true) => {
    let answer
    try {
      answer = await fetch(address, { method: 'POST', body: fields(extra), redirect: 'manual', ...options })
    } catch (error) {
      return { state: error.name === 'AbortError' ? 'aborted' : 'offline' }
    }
    if (answer.type === 'opaqueredirect') return { state: 'over' }
    if (answer.status === 403 && again && await renew().catch(() => false)) return send(address, extra, options, false)
    const isJson = (answer.headers.get('Content-Type') || '').startsWith('application/json')
    if (!isJson) return { state: 'failed' }
    try {
      return { state: answer.ok ? 'ok' : 'refused', status: answer.status, data: await answer.json() }
    } catch {
      return { state: 'aborted' }
    }
  }

  // The letter
  const sheet = part('sheet')
  const picture = part('sheet-page')
  const turn = part('sheet-turn')
  const show = part('sheet-show')
  const [before, after] = turn ? turn.querySelectorAll('button') : []
  let page = Number(show.value) || 1
  let pages = 0
  let drawing = null
  let soon = 0

  const swap = async (data) => {
    const next = new Image()
    next.src = data.picture
    await next.decode()
    if (picture.src !== next.src) picture.src = next.src
    picture.alt = data.alt
    picture.hidden = false
    page = data.page
    pages = data.pages
    put(part('sheet-caption'), data.caption)
    turn.hidden = pages < 2
    before.setAttribute('aria-disabled', page <= 1)
    after.setAttribute('aria-disabled', page >= pages)
  }

  const draw = async () => {
    clearTimeout(soon)
    if (drawing) drawing.abort()
    drawing = new AbortController()
    const mine = drawing
    const width = Math.round((picture.parentElement.clientWidth || 480) * (window.devicePixelRatio || 1))
    const answer = await send(say.beside, { show: sheet.open ? page : 0, width }, { signal: mine.signal })
    if (mine !== drawing) return
    drawing = null
    if (answer.status === 429) { soon = setTimeout(draw, 5000); return }
    if (answer.state !== 'ok') return
    put(part('sheet-says'), answer.data.sentence)
    putHtml(part('hints'), answer.data.hints)
    if (answer.data.picture) await swap(answer.data)
  }

  const drawSoon = () => { clearTimeout(soon); soon = setTimeout(draw, 120) }

  const look = (step) => {
    const wanted = Math.min(Math.max(page + step, 1), pages)
    if (!pages || wanted === page) return
    page = wanted
    draw()
  }
  show.hidden = true
  before.addEventListener('click', (event) => { event.preventDefault(); look(-1) })
  after.addEventListener('click', (event) => { event.preventDefault(); look(1) })
  sheet.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -1, PageDown: 1 }[event.key]
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    look(step)
  })
  sheet.addEventListener('toggle', () => { if (sheet.open) draw() })

  // What is typed
  const kept = part('kept')
  let unkept = false
  let since = 0
  let later = 0
  let waits = 0
  let busy = null
  let leaving = false

  const keepIn = (delay) => { clearTimeout(later); later = setTimeout(keep, delay) }

  const tell = (answer) => {
    if (answer.state === 'ok') {
      put(kept, answer.data.said)
      if ('company' in answer.data) putHtml(part('company'), answer.data.company)
      return
    }
    if (answer.state !== 'over') { put(kept, answer.state === 'offline' ? say.offline : say.failed); return }
    if (kept.querySelector('a')) return
    const way = document.createElement('a')
    way.href = say.login
    way.target = '_blank'
    way.textContent = say.again
    kept.replaceChildren(`${say.over} `, way)
  }

  const keep = async () => {
    clearTimeout(later)
    if (busy) return busy
    unkept = false
    since = 0
    busy = send(say.keep, {}, { signal: AbortSignal.timeout ? AbortSignal.timeout(20000) : undefined })
    const answer = await busy
    busy = null
    if (leaving) return answer
    tell(answer)
    if (answer.state === 'ok') {
      waits = 0
      if (unkept) keepIn(1500)
    } else {
      unkept = true
      waits = Math.min(waits + 1, 6)
      keepIn(waits * 5000)
    }
    return answer
  }

  const typed = () => {
    drawSoon()
    unkept = true
    since = since || Date.now()
    if (waits === 0) keepIn(Date.now() - since > 8000 ? 0 : 1500)
  }
  form.addEventListener('input', typed)
  form.addEventListener('change', typed)

  const lastWord = () => {
    if (leaving || !(unkept || busy)) return
    clearTimeout(later)
    unkept = false
    const request = (keepalive) => fetch(say.keep, { method: 'POST', body: fields(), redirect: 'manual', keepalive })
    // A browser sends at most 64 kB for a page that is gone; more may still get through.
    request(true).catch(() => request(false)).then((answer) => { unkept = unkept || !answer.ok }, () => { unkept = true })
  }
  window.addEventListener('pagehide', lastWord)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') lastWord()
    else if (unkept) keepIn(0)
  })
  window.addEventListener('pageshow', (event) => { if (event.persisted) { leaving = false; sure = false } })
  window.addEventListener('online', () => { if (unkept) keepIn(0) })
  window.addEventListener('focus', () => { if (unkept && waits) keepIn(0) })
  window.addEventListener('beforeunload', (event) => { if (waits && !leaving) event.preventDefault() })

  // Saving: first ask whether anybody is there, so that no error page takes the place of the text.
  let sure = false
  let asking = false
  form.addEventListener('submit', async (event) => {
    if (event.defaultPrevented) return
    if (sure) { leaving = true; return }
    event.preventDefault()
    const button = event.submitter
    if (button && button.name === 'show') { draw(); return }
    if (asking) return
    asking = true
    if (busy) await busy
    const answer = await keep()
    asking = false
    if (answer.state === 'offline' || answer.state === 'over' || answer.data?.stranger) return
    clearTimeout(later)
    sure = true
    form.requestSubmit(button)
  })

  if (window.matchMedia('(max-width: 860px)').matches) sheet.open = false
  draw()
})
