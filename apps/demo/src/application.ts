import { sessionCookie } from './cookies.ts'
import { readLogoutToken } from './logout-token.ts'
import type { Messages } from './messages/en.ts'
import { applicationPage, type ApplicationName } from './pages/application-page.ts'
import { downPage, troublePage } from './pages/trouble-page.ts'
import { createRelyingParty, type Trouble } from './relying-party.ts'
import type { Asked, Reply, Route } from './route.ts'
import { createSessions, type Session } from './sessions.ts'

export type Application = {
  name: ApplicationName
  clientId: string
  base: '' | '/calendar' | '/payroll' | '/front'
  issuer: URL
  publicUrl: () => URL
  demands: { acr: string; isMetBy: readonly string[] } | null
  now: () => number
}

const signInLifetimeMilliseconds = 60 * 60 * 1000

/** One sample application: its own client, cookie and sessions, as if it stood on a machine of its own. */
export function createApplication({ name, clientId, base, issuer, publicUrl, demands, now }: Application): readonly Route[] {
  const sessions = createSessions()
  const home = base === '' ? '/' : base
  const cookieName = `sample.${name}`
  const at = (path: string) => new URL(path, publicUrl()).href
  // The port is known once the server listens, so the relying party is made when it is first needed.
  let made: ReturnType<typeof createRelyingParty> | null = null
  const relyingParty = () => (made ??= createRelyingParty({
    issuer, clientId, redirectUri: at(`${base}/callback`), postLogoutRedirectUri: at(home), demands,
  }))

  const sessionOf = ({ cookies }: Asked): Session | null => sessions.find(cookies.get(cookieName))

  function explain(trouble: Trouble, t: Messages): Reply {
    const common = { t, place: name, back: home, again: `${base}/sign-in` }
    switch (trouble.kind) {
      case 'down':
        return { kind: 'page', status: 503, retryAfterSeconds: 3, body: downPage({ ...common, sentence: t.trouble.down(issuer.origin) }) }
      case 'too-weak':
        return { kind: 'page', status: 403, body: troublePage({ ...common, sentence: t.trouble.tooWeak }) }
      case 'refused': {
        const sentence = t.errors[trouble.code] ?? t.trouble.refused(trouble.code)
        const detail = [trouble.code, trouble.detail].filter(Boolean).join(': ')
        return { kind: 'page', status: 403, body: troublePage({ ...common, sentence, detail }) }
      }
      case 'unexpected':
        return { kind: 'page', status: 502, body: troublePage({ ...common, sentence: t.trouble.unexpected, detail: trouble.detail }) }
    }
  }

  const noticeOf = (session: Session | null, t: Messages): string | undefined => {
    const notice = session?.notice ?? null
    if (session) session.notice = null
    switch (notice) {
      case 'refreshed': return t.refreshed
      case 'signed-out': return t.signedOut
      case 'signed-out-here': return t.signedOutHere
      case 'ended-elsewhere': return t.endedElsewhere
      case null: return undefined
    }
  }

  async function show(asked: Asked): Promise<Reply> {
    const { t } = asked
    const session = sessionOf(asked)
    const signedIn = session?.signedIn ?? null
    const realm = issuer.pathname.split('/').at(-1) ?? ''
    const body = applicationPage({
      t, application: name, base, claims: signedIn?.claims ?? null, access: name === 'front' ? signedIn?.access ?? null : null,
      canRefresh: (signedIn?.refreshToken ?? null) !== null,
      notice: noticeOf(session, t),
      links: [[`${issuer.origin}/console/${realm}`, t.console], [`${issuer.origin}/dev/mail`, t.mail]],
    })
    return { kind: 'page', body }
  }

  async function signIn(asked: Asked): Promise<Reply> {
    const begun = await relyingParty().begin()
    if (!begun.ok) return explain(begun.trouble, asked.t)
    const session = sessionOf(asked) ?? sessions.open()
    const { url, state, nonce, codeVerifier } = begun.value
    sessions.begin(session, state, { nonce, codeVerifier, beganAt: now() })
    return { kind: 'go', to: url.href, cookie: sessionCookie(cookieName, session.id) }
  }

  async function callback(asked: Asked): Promise<Reply> {
    const { t, url } = asked
    const session = sessionOf(asked)
    const state = url.searchParams.get('state') ?? ''
    const begun = session?.begun.get(state)
    if (!session || !begun || now() - begun.beganAt > signInLifetimeMilliseconds) {
      // Going back in the browser shows an old callback again: whoever is signed in just goes on.
      if (session?.signedIn) return { kind: 'go', to: home }
      return { kind: 'page', status: 400, body: troublePage({ t, place: name, sentence: t.trouble.stale, back: home, again: `${base}/sign-in` }) }
    }
    const finished = await relyingParty().finish(url, { state, nonce: begun.nonce, codeVerifier: begun.codeVerifier })
    // While the provider is away the code stays worth trying: the page loads again by itself.
    if (!finished.ok && finished.trouble.kind === 'down') return explain(finished.trouble, t)
    session.begun.delete(state)
    if (!finished.ok) return explain(finished.trouble, t)
    return { kind: 'go', to: home, cookie: sessionCookie(cookieName, sessions.rotate(session, finished.value).id) }
  }

  async function refresh(asked: Asked): Promise<Reply> {
    const session = sessionOf(asked)
    if (!session?.signedIn) return { kind: 'go', to: home }
    const refreshed = await relyingParty().refresh(session.signedIn)
    if (!refreshed.ok) {
      if (refreshed.trouble.kind === 'refused' || refreshed.trouble.kind === 'too-weak') session.signedIn = null
      return explain(refreshed.trouble, asked.t)
    }
    session.signedIn = refreshed.value
    session.notice = 'refreshed'
    return { kind: 'go', to: home }
  }

  async function signOut(asked: Asked): Promise<Reply> {
    const session = sessionOf(asked)
    if (!session?.signedIn) return { kind: 'go', to: home }
    const end = await relyingParty().endSessionUrl(session.signedIn)
    session.signedIn = null
    session.notice = end.ok ? 'signed-out' : 'signed-out-here'
    return { kind: 'go', to: end.ok ? end.value.href : home }
  }

  /** The provider's server says that a session has ended (OpenID Connect Back-Channel Logout 1.0 §2.5). */
  async function backchannelLogout({ form }: Asked): Promise<Reply> {
    const jwksUrl = await relyingParty().jwksUrl()
    if (!jwksUrl.ok) return { kind: 'empty', status: 503 }
    const token = await readLogoutToken(form.get('logout_token') ?? '', { issuer: issuer.href, clientId, jwksUrl: jwksUrl.value })
    if (token === null) return { kind: 'empty', status: 400 }
    sessions.end(token)
    return { kind: 'empty', status: 200 }
  }

  return [
    ['GET',  home,                              'here',     show],
    ['GET',  `${base}/sign-in`,                 'here',     signIn],
    ['GET',  `${base}/callback`,                'here',     callback],
    ['POST', `${base}/refresh`,                 'here',     refresh],
    ['POST', `${base}/sign-out`,                'here',     signOut],
    ['POST', `/backchannel-logout/${clientId}`, 'anywhere', backchannelLogout],
  ]
}
