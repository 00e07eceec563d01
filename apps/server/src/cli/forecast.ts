import { fromWire, readinessReasons, readinessStates, type Forecast } from '@tegata/contract'
import { Sentence } from '../http/listening.ts'
import { type Command, getRealm, inHouse, realmOption } from './command.ts'
import { enforcementNamed } from './enforcement-named.ts'
import { configOf } from './read-config.ts'

const stateNames: Readonly<Record<(typeof readinessStates)[number], string>> = {
  'not-met': 'not asked for a code', ready: 'ready', 'ready-untested': 'ready, code never used', 'ready-unproved': 'ready, address not proved', 'set-up': 'will be asked to set up',
  'needs-token': 'needs an emergency token', 'locked-out': 'will be locked out',
}
const reasonNames: Readonly<Record<(typeof readinessReasons)[number], string>> = {
  disabled: 'the realm is switched off', 'classic-no-token': 'code field, and neither code nor token', denied: 'sets up only with an administrator', 'token-to-set-up': 'needs a token to set up',
  suspended: 'what was set up is suspended', classic: 'code field, and a token alone', 'other-kind': 'what was set up is of another kind', shared: 'shared account',
  'mailbox-behind-provider': 'mailbox is behind this very sign-in', 'mail-refused': 'last mail was refused', 'no-address': 'no address', 'upstream-without-code': 'provider that proves no code',
  'by-mail': 'code by mail', 'unused-for-a-year': 'unused for a year', 'never-signed-in': 'never signed in',
}

const rows = <Name extends string>(names: Readonly<Record<Name, string>>, order: readonly Name[], counts: Partial<Record<Name, number>>): readonly string[] => {
  const some = order.filter((name) => (counts[name] ?? 0) > 0)
  const width = Math.max(0, ...some.map((name) => names[name].length))
  return some.map((name) => `  ${names[name].padEnd(width)}  ${counts[name]}`)
}

type Told = Pick<Forecast, 'at' | 'people' | 'states' | 'reasons'> & { lockedOut: Forecast['lockedOutPeople'] }

function said({ at, people, states, reasons, lockedOut }: Told): string {
  const why = rows(reasonNames, readinessReasons, reasons)
  const more = states['locked-out'] - lockedOut.length
  return [
    `At ${at}, ${people} people:`, ...rows(stateNames, readinessStates, states),
    ...(why.length === 0 ? [] : ['Why, and what to look at:', ...why]),
    ...(lockedOut.length === 0 ? [] : ['Will be locked out:', ...lockedOut.map(({ username, givenName, familyName }) => `  ${username}  ${familyName} ${givenName}`), ...(more > 0 ? [`  and ${more} more`] : [])]),
    '',
  ].join('\n')
}

function instantOf(text: string): string {
  try {
    return new Date(fromWire(text)).toISOString()
  } catch {
    throw new Sentence(`"${text}" is not an instant. Write it like 2026-12-01T00:00:00+09:00.`)
  }
}

export const forecast: Command = {
  name: 'forecast',
  summary: 'Says what happens to every single person who signs in at an instant, under the rules of then.',
  options: {
    ...realmOption,
    at: { kind: 'value', help: 'the instant, such as 2026-12-01T00:00:00+09:00; the start of the enforcement when not given' },
    enforcement: { kind: 'value', help: 'only whom this enforcement meets, as if it were announced' },
  },
  async run(world, args) {
    const [at, name] = [args.text('at'), args.text('enforcement')]
    if (at === undefined && name === undefined) throw new Sentence('Say when: --at 2026-12-01T00:00:00+09:00, or an enforcement: --enforcement …')
    const instant = at === undefined ? {} : { at: instantOf(at) }
    const told = await inHouse(world, configOf(world), async (house): Promise<Told> => {
      const api = await house.api(await getRealm(house, args.demand('realm')), world.operator)
      if (name === undefined) {
        const { lockedOutPeople, ...found } = await api.forecastSignIns({ at: instantOf(at ?? '') })
        return { ...found, lockedOut: lockedOutPeople }
      }
      const { id } = await enforcementNamed(api, name)
      const [found, { items }] = [await api.getReadiness({ enforcementId: id, ...instant }), await api.listReadinessPeople({ enforcementId: id, ...instant, state: ['locked-out'], limit: 20 })]
      return { ...found, lockedOut: items }
    })
    world.out(said(told))
  },
}
