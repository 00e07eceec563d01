import { html, type Html } from '../html.ts'
import type { Messages } from '../messages/en.ts'
import { layout } from '../pages/layout.ts'
import type { ShownCode } from './routes.ts'

type View = {
  t: Messages
  /** null: the file of the keys cannot be read. */
  codes: readonly ShownCode[] | null
  notice: string | undefined
  /** Without script: does not load again while somebody types. */
  isStill: boolean
  pasted: string
  problem: string | undefined
}

/** Two groups, as authenticator apps show them. */
const grouped = (code: string): string => `${code.slice(0, Math.ceil(code.length / 2))} ${code.slice(Math.ceil(code.length / 2))}`

// pathLength makes one second one unit of the ring, so that no style attribute is needed.
const ring = (secondsLeft: number, period: number): Html => html`
  <svg class="ring" viewBox="0 0 36 36" aria-hidden="true">
    <circle class="track" cx="18" cy="18" r="15" pathLength="${period}"/>
    <circle class="left" cx="18" cy="18" r="15" pathLength="${period}" stroke-dasharray="${secondsLeft} ${period}"/>
  </svg>`

const line = ({ id, user, name, label, code, next, secondsLeft, period }: ShownCode, t: Messages): Html => html`
  <li data-id="${id}" data-period="${period}">
    <div class="whose">
      <strong>${user || label || t.keys.title}</strong>
      <span class="quiet">${[name, user ? label : ''].filter(Boolean).join(' · ')}</span>
    </div>
    <div class="now">
      <button type="button" class="code" data-code="${code}">${grouped(code)}</button>
      ${ring(secondsLeft, period)}
      <span class="seconds" aria-label="${t.keys.secondsLeft(secondsLeft)}">${secondsLeft}</span>
    </div>
    <div class="after quiet">
      <span>${t.keys.next} <span class="next">${grouped(next)}</span></span>
      <form method="post" action="/phone/remove">
        <input type="hidden" name="id" value="${id}">
        <button class="slight" aria-label="${t.keys.remove}: ${user}">${t.keys.remove}</button>
      </form>
    </div>
  </li>`

const addForm = ({ t, pasted, problem }: View): Html => html`
  <section class="card" aria-labelledby="add">
    <h2 id="add">${t.keys.add}</h2>
    <form method="post" action="/phone/add" class="stack">
      <label for="phone-key">${t.keys.paste}</label>
      <textarea id="phone-key" name="key" rows="2" autocomplete="off" autocapitalize="none" spellcheck="false" required
        ${problem && html`aria-invalid="true" aria-describedby="phone-key-problem"`}>${pasted}</textarea>
      ${problem && html`<p class="problem" id="phone-key-problem" role="alert">${problem}</p>`}
      <label for="phone-name">${t.keys.name}</label>
      <input id="phone-name" name="name" autocomplete="off" maxlength="100">
      <div class="actions"><button class="button" id="phone-add">${t.keys.addButton}</button></div>
    </form>
    <div id="scan" hidden>
      <p class="quiet">${t.keys.pasteHint}</p>
      <div class="actions">
        <label class="button plain" for="picture">${t.keys.picture}</label>
        <input type="file" id="picture" accept="image/*" class="off-screen">
        <button type="button" class="button plain" id="camera" data-start="${t.keys.camera}" data-stop="${t.keys.stopCamera}">${t.keys.camera}</button>
      </div>
      <video id="viewfinder" playsinline muted hidden></video>
      <p id="scan-said" role="status" class="quiet" data-looking="${t.keys.lookingFor}" data-none="${t.keys.noQr}" data-no-camera="${t.keys.noCamera}"></p>
    </div>
  </section>`

export function phonePage(view: View): Html {
  const { t, codes, notice, isStill } = view
  const soonest = Math.min(30, ...(codes ?? []).map(({ secondsLeft }) => secondsLeft))
  return layout({
    t,
    place: 'phone',
    title: t.keys.title,
    script: '/phone.js',
    reload: isStill ? undefined : { seconds: soonest + 1, when: 'without script' },
    main: html`
      <h1>${t.keys.title}</h1>
      <p class="quiet">${t.keys.about}</p>
      ${notice && html`<p role="status" class="note">${notice}</p>`}
      ${codes === null ? html`<p role="alert" class="note">${t.keys.unreadable}</p>`
        : codes.length === 0 ? html`<p class="note">${t.keys.empty}</p>`
        : html`<ul class="codes" data-copied="${t.keys.copied}">${codes.map((code) => line(code, t))}</ul>`}
      ${!isStill && html`<noscript><p class="quiet">${t.keys.reloads} <a href="/phone?still=1">${t.keys.holdStill}</a></p></noscript>`}
      ${addForm(view)}`,
  })
}
