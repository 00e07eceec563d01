import { randomBytes } from 'node:crypto'

/** What one application knows of one browser. */
export type Session = {
  id: string
  /** Sign-ins begun and not yet finished, by their `state`. */
  begun: Map<string, { nonce: string; codeVerifier: string; beganAt: number }>
  signedIn: SignedIn | null
  notice: 'refreshed' | 'signed-out' | 'signed-out-here' | 'ended-elsewhere' | null
}

export type SignedIn = {
  claims: Readonly<Record<string, unknown>>
  /** What the access token says, where it is one that can be read: roles stand there (Keycloak's shape). For showing only. */
  access: Readonly<Record<string, unknown>> | null
  idToken: string
  refreshToken: string | null
}

const maxSessions = 1000
const maxBegun = 10

const freshId = () => randomBytes(24).toString('base64url')

/** The sessions of one application, in memory: whoever restarts the sample application is signed out of it. */
export function createSessions() {
  const byId = new Map<string, Session>()

  const open = (): Session => {
    const session: Session = { id: freshId(), begun: new Map(), signedIn: null, notice: null }
    for (const id of byId.keys()) {
      if (byId.size < maxSessions) break
      byId.delete(id)
    }
    byId.set(session.id, session)
    return session
  }

  return {
    open,
    find: (id: string | undefined): Session | null => (id === undefined ? null : (byId.get(id) ?? null)),
    /** Notes a sign-in that begins; of too many in one browser the oldest is forgotten. */
    begin(session: Session, state: string, begun: { nonce: string; codeVerifier: string; beganAt: number }): void {
      for (const oldest of session.begun.keys()) {
        if (session.begun.size < maxBegun) break
        session.begun.delete(oldest)
      }
      session.begun.set(state, begun)
    },
    /** Signs in under a new id, so that an id known before the sign-in is worth nothing after it. */
    rotate(session: Session, signedIn: SignedIn): Session {
      byId.delete(session.id)
      const fresh = open()
      fresh.signedIn = signedIn
      return fresh
    },
    /** Ends what a logout token names: one session by `sid`, or all of a person by `sub`. Answers how many ended. */
    end({ sid, sub }: { sid: string | null; sub: string | null }): number {
      const ended = [...byId.values()].filter(({ signedIn }) =>
        signedIn !== null && (sid !== null ? signedIn.claims['sid'] === sid : signedIn.claims['sub'] === sub))
      for (const session of ended) {
        session.signedIn = null
        session.notice = 'ended-elsewhere'
      }
      return ended.length
    },
  }
}
