import { decodeJwt, type JWTPayload } from 'jose'
import type { Realm, Storage, Upstream } from '@tegata/storage'
import { readForm } from '../http/body.ts'
import type { RequestContext } from '../http/route.ts'
import { realmOf, whereOf } from '../journey/reading.ts'
import type { Records } from './audit.ts'
import { type Directory, isObject } from './discover.ts'
import { isSubject } from './id-token.ts'
import type { EndOfUpstream } from './needs.ts'
import { accepted, type Outcome, type Refusal, refused } from './refusals.ts'
import { clockToleranceSeconds, type Verify } from './signatures.ts'

type Needs = {
  storage: { upstreams: Pick<Storage['upstreams'], 'list'>; protocol: Pick<Storage['protocol'], 'save' | 'remove'> }
  directory: Pick<Directory, 'of'>
  verify: Verify
  records: Records
  endOfUpstream: EndOfUpstream
}

const event = 'http://schemas.openid.net/event/backchannel-logout'
/** §2.4 leaves it to us how old a token may be: it is sent at once. */
const oldestSeconds = 5 * 60
/** Bytes: a logout token is a few hundred. */
const formLimit = 16 * 1024

const replayModel = 'ReplayDetection'
const replayKey = ({ issuer }: Upstream, jti: string): string => JSON.stringify(['logout', issuer, jti])

/** What a logout token ends: one session at the upstream, or all that its subject has there. */
type Ended = { issuer: string; by: { sid: string; subject?: string } | { subject: string }; jti: string }

/**
 * An upstream's word that somebody has signed out there (OpenID Connect Back-Channel Logout 1.0 §2.5–2.8): ends what came
 * from it here, and what is on its way. Answers 200 also when nothing was left to end; anything that does not stand, 400.
 */
export function createBackChannelLogout({ storage, directory, verify, records, endOfUpstream }: Needs) {
  async function take(ctx: RequestContext): Promise<void> {
    const realm = realmOf(ctx)
    ctx.set('Cache-Control', 'no-store')
    const form = await readForm(ctx.req, formLimit)
    const token = form.ok ? form.value.logout_token : undefined
    if (token === undefined) return refuse(ctx, 'logout_token is missing')
    const candidates = await addresseesOf(realm, token)
    const [first] = candidates
    if (first === undefined) return refuse(ctx, 'the token is for nobody here')

    const verified = await verifyAs(first, token)
    // Whoever cannot sign as the upstream does not get to write in the audit log, either.
    if (!verified.ok) return refuse(ctx, 'the token is not valid')
    const ended = judge(first, verified.value)
    const where = whereOf(ctx, null)
    if (!ended.ok) {
      await records.refused({ realm, upstream: first, where, journeyId: null }, 'back-channel-logout', ended)
      return refuse(ctx, 'the token is not valid')
    }
    const { issuer, by, jti } = ended.value
    if (!await isFirst(realm, first, jti)) {
      await records.refused({ realm, upstream: first, where, journeyId: null }, 'back-channel-logout', { reason: 'replayed', detail: null })
      return refuse(ctx, 'the token was used')
    }
    try {
      for (const upstream of candidates) await endOfUpstream(realm, upstream, issuer, by, { actor: null, reason: 'upstream-signed-out', ...where })
    } catch (error) {
      // Told once more, it must count.
      await storage.protocol.remove(realm.id, replayModel, replayKey(first, jti))
      throw error
    }
    ctx.status = 200
    ctx.body = ''
  }

  /**
   * The upstreams that a token can be from: its issuer's, where we are the client that it names. Several may share both;
   * then it is one session there for all of them. Read before the signature, and believed only after it.
   */
  async function addresseesOf(realm: Realm, token: string): Promise<readonly Upstream[]> {
    try {
      const { iss, aud } = decodeJwt(token)
      const audience = Array.isArray(aud) ? aud : [aud]
      // Also one that is off: what it ended must not come back when it is on again.
      return (await storage.upstreams.list(realm.id)).filter(({ issuer, clientId }) => issuer === iss && audience.includes(clientId))
    } catch {
      return []
    }
  }

  async function verifyAs(upstream: Upstream, token: string): ReturnType<Verify> {
    const found = await directory.of(upstream.issuer)
    return found.ok ? verify(found.value, found.value.algorithms, token) : found
  }

  /** §2.6 step 7: a token is good once. */
  const isFirst = (realm: Realm, upstream: Upstream, jti: string): Promise<boolean> => storage.protocol.save({
    model: replayModel, id: replayKey(upstream, jti), realmId: realm.id, payload: {}, userId: null, epoch: null, grantId: null,
    sessionUid: null, uid: null, userCode: null, consumedAt: null, expiresAt: Date.now() + 60 * 60_000,
  }, { insertOnly: true })

  return take
}

function judge({ issuer }: Upstream, { claims, type }: { claims: JWTPayload; type: string | undefined }): Outcome<Ended> {
  const fault = refuseLogoutToken(type, claims, Date.now())
  if (fault !== null) return fault
  const { sid, sub, jti } = claims
  const by = isSubject(sid) ? { sid, ...(isSubject(sub) && { subject: sub }) } : isSubject(sub) ? { subject: sub } : undefined
  return by === undefined || jti === undefined ? refused('subject') : accepted({ issuer, by, jti })
}

/** §2.4, §2.6: why a logout token that its upstream signed does not stand, or null. `now` in milliseconds. */
function refuseLogoutToken(type: string | undefined, claims: Readonly<Record<string, unknown>>, now: number): ReturnType<typeof refused> | null {
  const fault = (reason: Refusal, detail: string) => refused(reason, detail)
  const { iat, exp, events, nonce, jti, sid, sub } = claims
  // An explicit type is recommended; the many who leave it out say JWT, or nothing. An ID token says otherwise by its events.
  if (type !== undefined && !/^(?:application\/)?(?:logout\+jwt|jwt)$/i.test(type)) return fault('malformed', 'typ')
  if (!isObject(events) || !isObject(events[event])) return fault('malformed', 'events')
  if (nonce !== undefined) return fault('malformed', 'nonce')
  if (typeof jti !== 'string' || jti === '' || jti.length > 255) return fault('malformed', 'jti')
  const seconds = now / 1000
  if (typeof iat !== 'number' || iat - clockToleranceSeconds > seconds) return fault('issued-in-future', 'iat')
  if (typeof exp !== 'number' || seconds - iat > oldestSeconds + clockToleranceSeconds) return fault('expired', typeof exp === 'number' ? 'iat' : 'exp')
  if (sid === undefined && sub === undefined) return fault('subject', 'sid, sub')
  return (sid === undefined || isSubject(sid)) && (sub === undefined || isSubject(sub)) ? null : fault('subject', 'sid, sub')
}

/** §2.8. */
function refuse(ctx: RequestContext, description: string): void {
  ctx.status = 400
  ctx.body = { error: 'invalid_request', error_description: description }
}
