import * as z from 'zod'
import { readNetwork } from './networks.ts'
import type { Operation } from './operation.ts'
import { conditionLimits } from './policy-choices.ts'

const NetworkText = z.string().max(100).transform((text, ctx) => {
  const network = readNetwork(text)
  if (network) return network.text
  ctx.addIssue({ code: 'custom', message: 'is not a network, such as 192.0.2.0/24, 2001:db8::/32 or one address' })
  return z.NEVER
})

const once = (list: readonly string[]): string[] => [...new Set(list)]

/** What somebody says about a condition. It holds when all of its parts do, so one without parts would never hold. */
const NewCondition = z.strictObject({
  networks: z.array(NetworkText).max(conditionLimits.networks).default([]).transform(once).describe('The person’s address is in one of these. Empty: from anywhere.'),
  applications: z.array(z.string().min(1).max(255)).max(conditionLimits.applications).default([]).transform(once)
    .describe('Client ids: the person signs in to one of these. Empty: to anything.'),
}).refine(({ networks, applications }) => networks.length + applications.length > 0, { error: 'names neither a network nor an application' })

export const NewConditions = z.array(NewCondition).max(conditionLimits.conditions)
  .describe('Where all parts of one hold, nothing is asked (`unless`). An address or application that is not known holds nothing.')

export const Condition = z.object({ networks: z.array(z.string()), applications: z.array(z.string()) })
export type Condition = z.infer<typeof Condition>

export const CallersNetwork = z.object({
  address: z.string().describe('As the server sees it, behind the proxies that it trusts.'),
  ownNetworks: z.array(z.string()).describe('The realm’s own networks.'),
})
export type CallersNetwork = z.infer<typeof CallersNetwork>

export const getCallersNetwork = {
  method: 'GET', path: '/my-network', permission: 'policy.read', status: 200, summary: 'The address that this call came from, and the networks that the realm calls its own.',
  response: CallersNetwork, problems: [],
} as const satisfies Operation
