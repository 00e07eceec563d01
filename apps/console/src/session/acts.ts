/** What a person does with a page: a key, a click, a touch. What the page does by itself is none of these. */
const acts = ['keydown', 'pointerdown'] as const

/**
 * Notices that somebody is there. Asked, it says whether anything was done since it was asked before: an open page that
 * looks again by itself at an empty desk is no use of the console (policy.md, `urn:tegata:acr:fresh`).
 */
export function listenForActs(page: Pick<EventTarget, 'addEventListener'>): () => boolean {
  let acted = false
  for (const act of acts) page.addEventListener(act, () => { acted = true }, { capture: true, passive: true })
  return () => {
    const was = acted
    acted = false
    return was
  }
}
