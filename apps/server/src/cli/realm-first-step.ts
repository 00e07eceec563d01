import { type Command, realmOption } from './command.ts'
import { withApi } from './upstream.ts'
import { askedAfter } from './upstream-settings.ts'

export const realmFirstStep: Command = {
  name: 'realm first-step',
  summary: 'Sends everybody to one identity provider first (Tegata in front of it); "local" gives back the sign-in page.',
  options: realmOption,
  positionals: ['alias-or-local'],
  async run(world, args) {
    const [alias = ''] = args.positionals
    const name = args.demand('realm')
    const only = await withApi(world, args, async (api) => {
      await api.changeRealm({ onlyUpstream: alias === 'local' ? null : alias })
      return alias === 'local' ? null : api.getUpstream({ alias })
    })
    world.out(only === null
      ? `${name} has its own sign-in page again; identity providers stand beside it.\n`
      : [
          `Everybody in ${name} signs in at ${only.alias} first. After that, ask for our code? ${askedAfter(only)}.`,
          ...(only.trust === 'never' ? [] : [`Here our code is meant to be the second factor: tegata upstream change ${only.alias} --realm ${name} --trust never`]),
          `While it is away, administrators sign in with their passwords at ${only.addresses.localSignIn}`, '',
        ].join('\n'))
  },
}
