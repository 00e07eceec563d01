/** What the pop-up brings home: the parameters of the authorization response. Worthless without the opener's verifier. */
export type PopupAnswer = { state: string, code: string | null, error: string | null }

const channelName = (realm: string) => `tegata-console:${realm}`

const isAnswer = (value: unknown): value is PopupAnswer =>
  typeof value === 'object' && value !== null && 'state' in value && 'code' in value && 'error' in value

/**
 * Tells the window that opened this one how the sign-in ended. By channel, not by `window.opener`: an identity
 * provider on the way may have cut the opener off (Cross-Origin-Opener-Policy).
 */
export function reportToOpener(realm: string, search: string): void {
  const parameters = new URLSearchParams(search)
  const channel = new BroadcastChannel(channelName(realm))
  const answer: PopupAnswer = {
    state: parameters.get('state') ?? '',
    code: parameters.get('code'),
    error: parameters.get('error'),
  }
  channel.postMessage(answer)
  channel.close()
}

/** Hears every pop-up of this realm; the caller compares the state. Returns the way to stop. */
export function listenForPopups(realm: string, hear: (answer: PopupAnswer) => void): () => void {
  const channel = new BroadcastChannel(channelName(realm))
  channel.onmessage = (event: MessageEvent<unknown>) => {
    if (isAnswer(event.data)) hear(event.data)
  }
  return () => channel.close()
}
