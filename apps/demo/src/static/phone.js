// Makes the demo phone nicer where scripts run: the ring moves, codes change in place and can be copied,
// a QR code can be read from a picture, the clipboard or the camera. Without this file the page reloads instead.
'use strict'
{
  const grouped = (code) => `${code.slice(0, Math.ceil(code.length / 2))} ${code.slice(Math.ceil(code.length / 2))}`
  const list = document.querySelector('.codes')

  /** By id: the instant (of this browser's clock) at which the shown code ends. */
  const endsAt = new Map()

  function show(line, { code, next, secondsLeft, period }) {
    endsAt.set(line, Date.now() + secondsLeft * 1000)
    line.dataset.period = period
    const button = line.querySelector('.code')
    if (button.dataset.code === code) return
    button.dataset.code = code
    button.textContent = grouped(code)
    line.querySelector('.next').textContent = grouped(next)
  }

  async function load() {
    const answer = await fetch('/phone.json')
    if (!answer.ok) return
    const codes = await answer.json()
    const lines = [...list.children]
    // Somebody added or removed a key in another window: the page is shown anew.
    if (codes.map(({ id }) => id).join() !== lines.map(({ dataset }) => dataset.id).join()) return location.replace('/phone')
    codes.forEach((code, index) => show(lines[index], code))
  }

  let isLoading = false
  async function loadOnce() {
    if (isLoading) return
    isLoading = true
    await load().catch(() => {})
    isLoading = false
  }

  function tick() {
    let isDue = false
    for (const line of list.children) {
      const left = ((endsAt.get(line) ?? 0) - Date.now()) / 1000
      const seconds = Math.max(0, Math.ceil(left))
      line.querySelector('.seconds').textContent = seconds
      line.querySelector('.left').setAttribute('stroke-dasharray', `${Math.max(0, left).toFixed(2)} ${line.dataset.period}`)
      line.classList.toggle('ending', seconds <= 5)
      isDue ||= left <= 0
    }
    if (isDue && !document.hidden) loadOnce()
  }

  if (list) {
    for (const line of list.children) endsAt.set(line, Date.now() + Number(line.querySelector('.seconds').textContent) * 1000)
    setInterval(tick, 250)
    // The clock of the demo can be set, and a laptop can sleep: look again now and then, and on coming back.
    setInterval(() => document.hidden || loadOnce(), 10_000)
    document.addEventListener('visibilitychange', () => document.hidden || loadOnce())
    list.addEventListener('click', async ({ target }) => {
      const button = target.closest('.code')
      if (!button) return
      await navigator.clipboard.writeText(button.dataset.code).catch(() => {})
      button.textContent = list.dataset.copied
      setTimeout(() => { button.textContent = grouped(button.dataset.code) }, 900)
    })
  }

  const scan = document.querySelector('#scan')
  const said = document.querySelector('#scan-said')
  const viewfinder = document.querySelector('#viewfinder')
  const camera = document.querySelector('#camera')
  scan.hidden = false

  let decoder = null
  const loadDecoder = () => (decoder ??= new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = '/jsqr.js'
    script.onload = () => resolve(window.jsQR)
    script.onerror = reject
    document.head.append(script)
  }))

  /** Reads a QR code out of anything that can be drawn; large photographs are made smaller first. */
  async function read(source, width, height) {
    const decode = await loadDecoder()
    const scale = Math.min(1, 1200 / Math.max(width, height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(width * scale))
    canvas.height = Math.max(1, Math.round(height * scale))
    const context = canvas.getContext('2d', { willReadFrequently: true })
    context.drawImage(source, 0, 0, canvas.width, canvas.height)
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    return decode(data, canvas.width, canvas.height)?.data ?? null
  }

  function take(text) {
    document.querySelector('#phone-key').value = text
    document.querySelector('#phone-add').form.requestSubmit()
  }

  async function readPicture(file) {
    said.textContent = ''
    const picture = await createImageBitmap(file).catch(() => null)
    const text = picture && await read(picture, picture.width, picture.height)
    if (text) take(text)
    else said.textContent = said.dataset.none
  }

  document.querySelector('#picture').addEventListener('change', ({ target }) => {
    if (target.files[0]) readPicture(target.files[0])
    target.value = ''
  })
  document.addEventListener('paste', (event) => {
    const picture = [...event.clipboardData.files].find(({ type }) => type.startsWith('image/'))
    if (!picture) return
    event.preventDefault()
    readPicture(picture)
  })

  let stream = null
  function stopCamera() {
    for (const track of stream?.getTracks() ?? []) track.stop()
    stream = null
    viewfinder.hidden = true
    camera.textContent = camera.dataset.start
    said.textContent = ''
  }

  async function look() {
    if (!stream) return
    const text = viewfinder.videoWidth > 0 ? await read(viewfinder, viewfinder.videoWidth, viewfinder.videoHeight) : null
    if (text && stream) {
      stopCamera()
      return take(text)
    }
    setTimeout(look, 200)
  }

  if (!navigator.mediaDevices?.getUserMedia) camera.hidden = true
  camera.addEventListener('click', async () => {
    if (stream) return stopCamera()
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } }).catch(() => null)
    if (!stream) {
      said.textContent = said.dataset.noCamera
      return
    }
    viewfinder.srcObject = stream
    viewfinder.hidden = false
    camera.textContent = camera.dataset.stop
    said.textContent = said.dataset.looking
    await viewfinder.play()
    look()
  })
}
