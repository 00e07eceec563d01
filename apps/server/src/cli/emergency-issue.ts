import { Sentence } from '../http/listening.ts'
import { type Command, getRealm, inHouse, realmOption } from './command.ts'
import { configOf } from './read-config.ts'

export const emergencyIssue: Command = {
  name: 'emergency issue',
  summary: 'Issues an emergency token, for one sign-in without the usual code, and prints it.',
  options: {
    ...realmOption,
    user: { kind: 'value', required: true, help: 'user name or e-mail address' },
    reason: { kind: 'value', help: 'for the audit log' },
    hours: { kind: 'value', help: 'how long it works, 1 to 720; 24 when absent' },
  },
  async run(world, args) {
    const hours = args.text('hours')
    if (hours !== undefined && !/^\d{1,3}$/.test(hours)) throw new Sentence('--hours is a whole number from 1 to 720.')
    const issued = await inHouse(world, configOf(world), async (house) => {
      const realm = await getRealm(house, args.demand('realm'))
      const user = await house.storage.users.findByLogin(realm.id, args.demand('user'))
      if (!user) throw new Sentence(`The realm ${realm.name} has no user "${args.demand('user')}".`)
      const api = await house.api(realm, world.operator)
      return api.issueEmergencyToken({
        userId: user.id, reason: args.text('reason') ?? 'issued on the host', ...(hours === undefined ? {} : { expiresInHours: Number(hours) }),
      })
    })
    world.out(`${issued.value}\n`)
  },
}
