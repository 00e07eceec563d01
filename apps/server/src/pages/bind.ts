import { canBind } from '@tegata/policy'
import type { Instant, Statement } from '@tegata/storage'
import { binding, bindingOf, proofOfBinding } from '../journey/enrol.ts'
import type { Parts } from '../journey/parts.ts'
import { type Journey, move, type Proven } from '../journey/state.ts'
import type { PageProblem } from '../ui/words.ts'
import type { Visit } from './visit.ts'

/** What proved an authenticator: spent with what it bound, and given back where nothing is bound. */
export type Proof = { authenticator: Proven; at: Instant; spending: readonly Statement[]; refund?: readonly Statement[] }

/** Where a set-up that lost a race, or rests on what is no more, begins anew, and what is said there. */
type Anew = (newest: Journey, missed: string) => Journey

/**
 * Binds what this walk has just proved, with everything that hangs on it, in one unit (P13 … P15, P24): it is this walk's
 * second factor at once (S0-30). The walk of a link only remembers it, and commits it with its last step.
 */
export const createBind = (parts: Parts) => async (visit: Visit, { authenticator, at, spending, refund = [] }: Proof, anew: Anew): Promise<void> => {
  const { storage, journeys, interactions } = parts
  const { ctx, realm, journey, user, facts, interaction, where } = visit
  if (user === null || facts === null) return
  const say = async (problem: PageProblem) => void await journeys.update(journey, (newest) => move(anew(newest, ''), { problem }))
  const kind = 'address' in authenticator ? 'emailed-code' : 'totp'

  if (journey.state.link !== null && journey.state.link.purpose !== 'confirm-mail') {
    const spent = await storage.unit(spending)
    if (!spent.ok) {
      await storage.unit(refund)
      return void await journeys.update(journey, (newest) => anew(newest, spent.missed))
    }
    await journeys.update(journey, (newest) => move(newest, { uncommitted: { ...newest.state.uncommitted, authenticator }, pending: null, addressing: null, mailed: null, problem: null }))
    return
  }

  const replaces = (await storage.authenticators.listOf(realm.id, user.id)).filter(({ id }) => journey.state.lost.includes(id))
  const bond = canBind(facts, { ...bindingOf(authenticator), replaces: replaces.map(({ id }) => id), lost: replaces.length > 0 })
  if (!bond.ok) {
    await storage.unit(refund)
    return say({ code: kind === 'totp' ? 'other-device' : 'address-changed' })
  }
  const { mailbox, session: uid } = journey.state
  // On the account page the session goes on with it, as long as it is this browser's; a sign-in's turns when it resumes.
  const session = uid !== null && await interactions.turnSession(ctx, realm, uid) ? await storage.sessions.find(realm.id, uid) : undefined
  const bound = { realm, user, authenticator, bond, journeyId: journey.id, keepSession: interaction?.session?.uid ?? session?.uid ?? null, where, at, replaces }
  const proof = proofOfBinding(bound)
  // What proved the mailbox is spent with what it bound; it was proved in time, however long the set-up took since.
  const spent = mailbox?.provedAt != null ? storage.links.spendProved(realm.id, mailbox.linkId, user.credentialVersion) : null
  const outcome = await storage.unit([
    ...spending,
    storage.users.unchanged(realm.id, user.id, { epoch: user.epoch, credentialVersion: user.credentialVersion }),
    // Its own proof of the mailbox on file: as long as that is the address on file.
    ...('address' in authenticator && authenticator.onFile && user.email !== null ? [storage.users.proveEmail(realm.id, user.id, user.email)] : []),
    ...(spent === null ? [] : [spent]),
    ...await binding(parts, bound),
    ...(session === undefined ? [] : [storage.sessions.setProofs(realm.id, session.uid, [...session.proofs, ...journey.state.proofs, proof], { ...session, expiresAt: session.startedAt + realm.settings.sessionMaxMs })]),
  ])
  if (!outcome.ok) {
    await storage.unit(refund)
    // Somebody was faster: the next page is another one, and shows how it stands now.
    if (await storage.authenticators.setDigest(realm.id, user.id) !== authenticator.set) return
    // What proved the mailbox is void, or something else changed. Never the same page without a word.
    return void await journeys.update(journey, (newest) => outcome.missed === spent?.name
      ? move(newest, { mailbox: null, problem: { code: 'mail-code-expired' } }) : anew(newest, outcome.missed))
  }
  await journeys.update(journey, (newest) => newest.userId !== user.id ? null
    : move(newest, { proofs: [...newest.state.proofs, proof], pending: null, addressing: null, mailed: null, enrolled: kind, lost: [], problem: null }))
}
