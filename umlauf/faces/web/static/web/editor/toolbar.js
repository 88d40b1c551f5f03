// The buttons around a text. Each bar is one stop of the Tab key; the arrow keys lead along it.

const heading = (editor, level) => ({
  run: (chain) => chain.toggleHeading({ level }),
  active: () => editor.isActive('heading', { level }),
})

const commands = (editor, { link }) => ({
  paragraph: {
    run: (chain) => chain.setParagraph(),
    active: () => editor.isActive('paragraph') && !editor.isActive('listItem') && !editor.isActive('table'),
  },
  heading2: heading(editor, 2),
  heading3: heading(editor, 3),
  bold: { run: (chain) => chain.toggleBold(), active: () => editor.isActive('bold') },
  italic: { run: (chain) => chain.toggleItalic(), active: () => editor.isActive('italic') },
  link: { open: link, active: () => editor.isActive('link') },
  bulletList: { run: (chain) => chain.toggleBulletList(), active: () => editor.isActive('bulletList') },
  orderedList: { run: (chain) => chain.toggleOrderedList(), active: () => editor.isActive('orderedList') },
  blockquote: { run: (chain) => chain.toggleBlockquote(), active: () => editor.isActive('blockquote') },
  table: {
    run: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
    can: () => !editor.isActive('table'),
  },
  undo: { run: (chain) => chain.undo(), can: () => editor.can().undo() },
  redo: { run: (chain) => chain.redo(), can: () => editor.can().redo() },
  indent: { run: (chain) => chain.sinkListItem('listItem'), can: () => editor.can().sinkListItem('listItem') },
  outdent: { run: (chain) => chain.liftListItem('listItem') },
  rowBefore: { run: (chain) => chain.addRowBefore() },
  rowAfter: { run: (chain) => chain.addRowAfter() },
  columnBefore: { run: (chain) => chain.addColumnBefore() },
  columnAfter: { run: (chain) => chain.addColumnAfter() },
  rowRemove: { run: (chain) => chain.deleteRow() },
  columnRemove: { run: (chain) => chain.deleteColumn() },
  tableRemove: { run: (chain) => chain.deleteTable() },
})

const roving = (bar) => {
  const shown = () => [...bar.querySelectorAll('button')].filter((one) => !one.closest('[hidden]'))
  const stop = (button) => {
    bar.querySelectorAll('button').forEach((one) => { one.tabIndex = one === button ? 0 : -1 })
  }
  const settle = () => {
    const all = shown()
    if (all.length && !all.some((one) => one.tabIndex === 0)) stop(all[0])
  }
  bar.addEventListener('keydown', (event) => {
    const all = shown()
    const at = all.indexOf(document.activeElement)
    const to = {
      ArrowRight: (at + 1) % all.length,
      ArrowLeft: (at - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    }[event.key]
    if (to === undefined || at < 0) return
    event.preventDefault()
    stop(all[to])
    all[to].focus()
  })
  bar.addEventListener('focusin', (event) => stop(event.target))
  stop(shown()[0])
  return { settle, enter: () => bar.querySelector('button[tabindex="0"]').focus() }
}

export const toolbars = (editor, place, doing) => {
  const known = commands(editor, doing)
  const bars = Object.fromEntries([...place.querySelectorAll('[data-bar]')].map((one) => [one.dataset.bar, one]))
  const inside = bars.inside
  const walks = Object.values(bars).map(roving)
  const buttons = [...place.querySelectorAll('button[data-do]')]

  const show = () => {
    inside.querySelectorAll('[data-in]').forEach((group) => { group.hidden = !editor.isActive(group.dataset.in) })
    const held = inside.contains(document.activeElement)
    inside.hidden = ![...inside.querySelectorAll('[data-in]')].some((group) => !group.hidden)
    if (held && document.activeElement.closest('[hidden]')) editor.commands.focus()
    buttons.forEach((button) => {
      const { active, can } = known[button.dataset.do]
      if (active) button.setAttribute('aria-pressed', String(active()))
      if (can) button.setAttribute('aria-disabled', String(!can()))
    })
    walks.forEach((walk) => walk.settle())
  }

  place.addEventListener('mousedown', (event) => { if (event.target.closest('button')) event.preventDefault() })
  place.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-do]')
    if (!button || button.getAttribute('aria-disabled') === 'true') return
    const { run, open } = known[button.dataset.do]
    if (open) open()
    else if (event.detail) run(editor.chain().focus()).run() // by pointer: go on writing
    else { run(editor.chain()).run(); show() } // by key: stay on the bar
  })
  editor.on('transaction', show)
  show()
  return { enter: (name) => { walks[Object.keys(bars).indexOf(name)].enter(); return true } }
}
