import type { Parts } from '../journey/parts.ts'
import { move } from '../journey/state.ts'
import type { WaysIn } from '../journey/ways-in.ts'
import type { Visit } from './visit.ts'

/** The cookie of a browser that asked for the way in that administrators have while a provider is in front. It proves nothing. */
export const localCookie = 'local'

/** How the first proof of this walk can be made. */
export const waysInOf = ({ waysIn, cookies }: Pick<Parts, 'waysIn' | 'cookies'>, { ctx, realm, journey, user, step, interaction }: Visit): Promise<WaysIn> => waysIn({
  realm, person: step.name === 'login' && step.samePerson ? user : null, hint: interaction?.upstreamHint ?? null,
  isLocal: cookies.read(ctx, cookies.nameOf(realm.name, localCookie)) !== undefined, mayConnect: journey.state.kind === 'sign-in',
})

/**
 * Where a walk goes without a page: on to the provider that is in front or that the application named; null when it has a
 * page to show. Once, and never past something that is to be read: whoever comes back from there finds a button.
 */
export async function straightOn(parts: Pick<Parts, 'waysIn' | 'cookies' | 'journeys'>, visit: Visit): Promise<string | null> {
  const { ctx, realm, journey, interaction, step } = visit
  const isAsked = realm.settings.onlyUpstreamId !== null || (interaction?.upstreamHint ?? null) !== null
  if (!isAsked || step.name !== 'login' || ctx.method !== 'GET' || interaction?.prompt !== 'login') return null
  if (journey.state.problem !== null || journey.state.wentTo !== null) return null
  const { goTo } = await waysInOf(parts, visit)
  if (goTo === null) return null
  const moved = await parts.journeys.update(journey, (newest) => newest.state.wentTo !== null || newest.state.problem !== null ? null : move(newest, { wentTo: goTo.id }))
  return moved === undefined ? null : visit.path(`upstream/${goTo.alias}`)
}
