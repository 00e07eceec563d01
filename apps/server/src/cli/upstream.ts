import { setTimeout as pause } from 'node:timers/promises'
import { type Api, isProblem } from '@tegata/contract'
import { Sentence } from '../http/listening.ts'
import { type Args, type Command, getRealm, inHouse, realmOption, type World } from './command.ts'
import { configOf } from './read-config.ts'
import { inCommandWords } from './upstream-refusals.ts'
import { askedAfter, readSettings, settingOptions, type Upstream } from './upstream-settings.ts'

export const aliasOf = ({ positionals: [alias = ''] }: Args): string => alias

/** Does something with the API of the realm that is named. */
export const withApi = <Result>(world: World, args: Args, use: (api: Api) => Promise<Result>): Promise<Result> =>
  inHouse(world, configOf(world), async (house) => use(await house.api(await getRealm(house, args.demand('realm')), world.operator)))
    .catch((error: unknown) => { throw inCommandWords(error, args.demand('realm'), aliasOf(args)) })

const people = ({ count, more }: Upstream['people']): string => `${more ? 'more than ' : ''}${count} ${count === 1 ? 'person' : 'people'}`
const evidence = ({ claim, value, level }: Upstream['evidence'][number]): string => `${claim}=${value}=${level}`
const rule = ({ claim, value, grants }: Upstream['mapping']['rules'][number]): string =>
  `${claim}:${value}=${'role' in grants ? `role:${grants.role}` : `group:${grants.group}`}`
const listed = (values: readonly string[]): string => (values.length === 0 ? '–' : values.join(' '))

/** Everything about one, the addresses to enter at the provider last. */
function described(upstream: Upstream): string {
  const { mapping, addresses } = upstream
  const state = [upstream.enabled ? 'enabled' : 'disabled', ...(upstream.hidden ? ['hidden'] : []), ...(upstream.isOnlyFirstStep ? ['the only first step'] : [])]
  const rows: readonly (readonly [string, string])[] = [
    ['issuer', upstream.issuer],
    ['client', `${upstream.clientId} (${upstream.clientAuth}${upstream.hasSecret ? ', secret stored' : ''})`],
    ['scopes', upstream.scopes.join(' ')],
    ['our code', `after signing in there, ask for our code? ${askedAfter(upstream)}`],
    ['evidence', `${listed(upstream.evidence.map(evidence))}, at most ${upstream.evidenceMaxAgeMinutes} minutes old`],
    ['asks for acr', listed(upstream.acrValues)],
    ['new people', upstream.newPeople === 'create' ? 'get an account' : 'connect an account that exists'],
    ['names, mail', upstream.profile === 'upstream' ? 'the provider’s, at each sign-in' : 'ours'],
    ['roles', `${mapping.roles ?? '–'}, of clients ${mapping.clientRoles ?? '–'}, groups ${mapping.groups ?? '–'}, from the ${mapping.rolesFrom}${mapping.passOn ? ', passed on' : ''}`],
    ['rules', listed(mapping.rules.map(rule))],
    ['sign-out', upstream.signOut ? 'goes on to the provider' : 'ends here'],
    ['linked', people(upstream.people)],
  ]
  return [
    `${upstream.alias}  ${upstream.name.en}  ${state.join(', ')}`,
    ...rows.map(([name, value]) => `  ${name.padEnd(12)}  ${value}`),
    'To enter at the provider:',
    `  redirect URI              ${addresses.callback}`,
    `  post-logout redirect URI  ${addresses.signOutReturn}`,
    `  back-channel logout URL   ${addresses.backChannelLogout}`,
    '',
  ].join('\n')
}

/** What to type after it was added switched off, as the console does it: a secret if none came, a test, and on. */
function afterAdding({ alias, clientAuth, hasSecret }: Upstream, realm: string): string {
  const to = (verb: string, more = '') => `  tegata upstream ${verb} ${alias} --realm ${realm}${more}\n`
  const secret = clientAuth === 'none' || hasSecret ? '' : to('change', ' --client-secret-file …')
  return `It is switched off: nobody comes in by it before you have tried it. Next:\n${secret}${to('test')}${to('enable')}`
}

/** What it says of itself; null when it does not answer and is to be entered all the same. */
const discovered = (api: Api, args: Args) => api.discoverUpstream({ url: args.demand('url') }).catch((error: unknown) => {
  if (args.flag('unread') && isProblem(error) && error.code === 'upstream.discovery-failed') return null
  throw error
})

const add: Command = {
  name: 'upstream add',
  summary: 'Adds an identity provider that people sign in with, switched off, and prints what to enter there and what to do next.',
  options: {
    ...realmOption,
    url: { kind: 'value', required: true, help: 'its issuer, or the address of its openid-configuration' },
    'client-id': { kind: 'value', required: true, help: 'our client id there' },
    alias: { kind: 'value', help: 'short name in addresses; never changes' },
    'in-front': { kind: 'flag', help: 'for a realm in front of it: our code by our rules, people and roles as the provider says' },
    enabled: { kind: 'flag', help: 'people come in by it at once, before anybody has tried it: for scripts' },
    unread: { kind: 'flag', help: 'saves it although it does not answer yet; --alias names it then' },
    ...settingOptions,
  },
  async run(world, args) {
    const settings = readSettings(world, args)
    const upstream = await withApi(world, args, async (api) => {
      const found = await discovered(api, args)
      const { issuer, suggested } = found ?? { issuer: args.demand('url'), suggested: null }
      const alias = args.text('alias') ?? suggested?.alias
      if (alias === undefined) throw new Sentence('It does not answer, so nothing suggests a name for it: --alias …')
      const place = args.flag('in-front') ? 'in-front' : 'beside'
      return api.createUpstream({
        ...(suggested && { clientAuth: suggested.clientAuth, scopes: suggested.scopes }), ...(suggested && place === 'in-front' && { signOut: suggested.signOut }),
        ...settings,
        alias, place, issuer, clientId: args.demand('client-id'), enabled: args.flag('enabled'), name: settings.name ?? { en: alias },
        mapping: { ...suggested?.mapping, passOn: place === 'in-front', ...settings.mapping },
      })
    })
    world.out(described(upstream) + (upstream.enabled ? '' : afterAdding(upstream, args.demand('realm'))))
  },
}

const change: Command = {
  name: 'upstream change',
  summary: 'Changes what is named of an identity provider; people who came by it are judged by it at their next use.',
  options: { ...realmOption, issuer: { kind: 'value', help: 'another one; links of people stay with the old one' }, 'client-id': { kind: 'value', help: 'our client id there' }, ...settingOptions },
  positionals: ['alias'],
  async run(world, args) {
    const [issuer, clientId] = [args.text('issuer'), args.text('client-id')]
    const upstream = await withApi(world, args, async (api) => {
      const before = await api.getUpstream({ alias: aliasOf(args) })
      const changes = { ...readSettings(world, args, before), ...(issuer === undefined ? {} : { issuer }), ...(clientId === undefined ? {} : { clientId }) }
      if (Object.keys(changes).length === 0) throw new Sentence('Nothing to change was named. `tegata upstream change --help` lists what can be.')
      return api.changeUpstream({ alias: before.alias, ...changes }, { ifMatch: before.version })
    })
    world.out(described(upstream))
  },
}

/** `upstream enable` and `upstream disable`. */
const toggling = (enabled: boolean): Command => ({
  name: `upstream ${enabled ? 'enable' : 'disable'}`,
  summary: enabled ? 'Lets people come in by an identity provider.' : 'Lets nobody come in by an identity provider; sessions that came from it are refused at their next use.',
  options: realmOption,
  positionals: ['alias'],
  async run(world, args) {
    const upstream = await withApi(world, args, (api) => api.changeUpstream({ alias: aliasOf(args), enabled }))
    world.out(`${upstream.alias} is ${enabled ? 'enabled' : 'disabled'}; ${people(upstream.people)} linked.\n`)
  },
})

const remove: Command = {
  name: 'upstream remove',
  summary: 'Deletes an identity provider with its links, and signs out everybody who came by it.',
  options: { ...realmOption, yes: { kind: 'flag', help: 'does it; without it nothing happens but a sentence that says what would go' } },
  positionals: ['alias'],
  async run(world, args) {
    await withApi(world, args, async (api) => {
      const { alias, version, people: linked } = await api.getUpstream({ alias: aliasOf(args) })
      if (!args.flag('yes')) {
        throw new Sentence(`${people(linked)} linked to ${alias}: the links go, with the roles and groups that it gave, and whoever ever came by it is signed out.\n`
          + `To do it: tegata upstream remove ${alias} --realm ${args.demand('realm')} --yes`)
      }
      await api.deleteUpstream({ alias }, { ifMatch: version })
    })
    world.out(`${aliasOf(args)} is gone.\n`)
  },
}

const list: Command = {
  name: 'upstream list',
  summary: 'Lists the identity providers of a realm.',
  options: realmOption,
  async run(world, args) {
    const all = await withApi(world, args, async (api) => {
      const items: Upstream[] = []
      let cursor: string | undefined
      do {
        const page = await api.listUpstreams({ limit: 200, ...(cursor === undefined ? {} : { cursor }) })
        items.push(...page.items)
        cursor = page.next ?? undefined
      } while (cursor !== undefined)
      return items
    })
    const width = Math.max(0, ...all.map(({ alias }) => alias.length))
    world.out(all.map((upstream) => {
      const state = upstream.isOnlyFirstStep ? 'only first step' : upstream.enabled ? 'enabled' : 'disabled'
      return `${upstream.alias.padEnd(width)}  ${state.padEnd(15)}  our code: ${askedAfter(upstream).padEnd(20)}  ${upstream.issuer}  ${people(upstream.people)}\n`
    }).join('') || 'There is none.\n')
  },
}

const show: Command = {
  name: 'upstream show',
  summary: 'Shows an identity provider, and what to enter there.',
  options: realmOption,
  positionals: ['alias'],
  run: async (world, args) => world.out(described(await withApi(world, args, (api) => api.getUpstream({ alias: aliasOf(args) })))),
}

const test: Command = {
  name: 'upstream test',
  summary: 'Tries an identity provider: prints an address to open, waits, and says what came back and what would be asked.',
  options: { ...realmOption, 'no-wait': { kind: 'flag', help: 'prints the address, and does not wait for the result' } },
  positionals: ['alias'],
  async run(world, args) {
    const alias = aliasOf(args)
    const result = await withApi(world, args, async (api) => {
      const { id, url } = await api.startUpstreamTest({ alias })
      world.out(`Open this address in a browser, go on from there and sign in. It works once, for ten minutes:\n${url}\n`)
      if (args.flag('no-wait')) return null
      // The operator's token lives five minutes.
      const until = Date.now() + 4 * 60_000
      for (;;) {
        const now = await api.getUpstreamTest({ alias, testId: id })
        if (now.state !== 'waiting') return now
        if (Date.now() >= until) throw new Sentence('Nobody came back within four minutes. The address works for ten; run this again for a new one.')
        await pause(1_000)
      }
    })
    if (!result) return
    if (result.failure) throw new Sentence(`${alias} did not work: ${result.failure.text} (${result.failure.reason})`)
    const { claims, person, decision } = result
    world.out([
      JSON.stringify(claims, null, 2),
      ...(person ? [`person: ${person.how}${person.username === null ? '' : `, ${person.username}`}`] : []),
      ...(decision ? [`asked: ${decision.asked}`, ...decision.trace.map(({ line, sentence, decided }) => `  ${line}  ${sentence}${decided ? '   ← decides' : ''}`)] : []),
      '',
    ].join('\n'))
  },
}

export const upstreamCommands: readonly Command[] = [list, add, show, change, toggling(true), toggling(false), remove, test]
