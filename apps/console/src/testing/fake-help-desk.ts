import type { Answer } from './fake-answers.ts'
import type { Asked, World } from './fake-server.ts'
import { at } from './people.ts'

const usual = 60

/** Whom to ask for what only a global administrator may do, and how many tokens may be revealed. */
export function ofHelpDesk(world: World, { id, body }: Asked): Answer | null {
  switch (id) {
    case 'listAdministratorsToAsk': return {
      value: {
        items: world.people.filter(({ roles, enabled }) => enabled && roles.includes('global-admin'))
          .map(({ id: userId, username, givenName, familyName }) => ({ id: userId, username, givenName, familyName })).slice(0, 5),
        next: null,
      },
    }
    case 'raiseRevealLimit': world.revealPerHour = Number(body['perHour']); return limit(world)
    case 'restoreRevealLimit': world.revealPerHour = usual; return limit(world)
    case 'getRevealLimit': return limit(world)
    default: return null
  }
}

const limit = ({ revealPerHour = usual, me }: World): Answer =>
  ({ value: { perHour: revealPerHour, usual, raised: revealPerHour > usual ? { until: at(-24), by: me.username } : null } })
