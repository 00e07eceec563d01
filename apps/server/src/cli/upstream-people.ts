import { Sentence } from '../http/listening.ts'
import { type Args, type Command, getRealm, inHouse, type Option, realmOption, type World } from './command.ts'
import { configOf } from './read-config.ts'
import { aliasOf, withApi } from './upstream.ts'

const userOptions = {
  ...realmOption,
  user: { kind: 'value', required: true, help: 'user name or email address here' },
  reason: { kind: 'value', required: true, help: 'for the audit log: how you made sure who it is' },
} as const satisfies Record<string, Option>

/** The user who is named, and the API of their realm. */
const withUser = <Result>(world: World, args: Args, use: (api: Parameters<Parameters<typeof withApi>[2]>[0], user: { id: string; username: string }) => Promise<Result>): Promise<Result> =>
  inHouse(world, configOf(world), async (house) => {
    const realm = await getRealm(house, args.demand('realm'))
    const user = await house.storage.users.findByLogin(realm.id, args.demand('user'))
    if (!user) throw new Sentence(`The realm ${realm.name} has no user "${args.demand('user')}".`)
    return use(await house.api(realm, world.operator), user)
  })

const people: Command = {
  name: 'upstream people',
  summary: 'Lists who is linked to an identity provider.',
  options: realmOption,
  positionals: ['alias'],
  async run(world, args) {
    await withApi(world, args, async (api) => {
      let cursor: string | undefined
      do {
        const page = await api.listUpstreamPeople({ alias: aliasOf(args), limit: 200, ...(cursor === undefined ? {} : { cursor }) })
        for (const { user, subject, username, linkedBy, isCurrent, lastSignInAt } of page.items) {
          world.out(`${user.username.padEnd(20)}  ${subject}${username === null ? '' : ` (${username})`}  linked by ${linkedBy}  `
            + `last came ${lastSignInAt ?? 'never'}${isCurrent ? '' : '  under another issuer: lets nobody in'}\n`)
        }
        cursor = page.next ?? undefined
      } while (cursor !== undefined)
    })
  },
}

const link: Command = {
  name: 'upstream link',
  summary: 'Links a user to somebody at an identity provider, who then comes in as this user; the person is told by mail.',
  options: {
    ...userOptions,
    subject: { kind: 'value', required: true, help: 'whom the provider means (sub), byte for byte' },
    issuer: { kind: 'value', help: 'the provider’s own when not given' },
    'username-there': { kind: 'value', help: 'how the provider calls the person, for people to read' },
  },
  positionals: ['alias'],
  async run(world, args) {
    const [issuer, username] = [args.text('issuer'), args.text('username-there')]
    const name = await withUser(world, args, async (api, user) => {
      await api.linkIdentity({
        userId: user.id, alias: aliasOf(args), subject: args.demand('subject'), reason: args.demand('reason'),
        ...(issuer === undefined ? {} : { issuer }), ...(username === undefined ? {} : { username }),
      })
      return user.username
    })
    world.out(`${name} is linked to ${args.demand('subject')} at ${aliasOf(args)}.\n`)
  },
}

const unlink: Command = {
  name: 'upstream unlink',
  summary: 'Unlinks a user from an identity provider and ends the sessions; the person is told by mail.',
  options: userOptions,
  positionals: ['alias'],
  async run(world, args) {
    const name = await withUser(world, args, async (api, user) => {
      await api.unlinkIdentity({ userId: user.id, alias: aliasOf(args), reason: args.demand('reason') })
      return user.username
    })
    world.out(`${name} is no longer linked to ${aliasOf(args)}, and is signed out everywhere.\n`)
  },
}

export const upstreamPeopleCommands: readonly Command[] = [people, link, unlink]
