import { failureGroupOf } from '@tegata/contract'

const word = (name: string): string => name.replaceAll(/[^a-z0-9]+/gi, '_')

/**
 * Where the words of a reason stand, the most exact ones first: of the whole name (`mail:wrong`), then of what stands
 * before the colon (`wait:short`), then of the group that an identity provider's failure belongs to, then of the problem
 * of the API that it names.
 */
export function reasonKeys(reason: string): readonly string[] {
  const [kind = ''] = reason.split(':')
  const places = (name: string) => [`activity.reason.${name}`, `auditWords.reason.${name}`, `upstreams.reason.${name}`]
  const group = failureGroupOf(reason)
  return [...places(word(reason)), ...places(word(kind)), ...(group ? [`upstreams.test.failure.${group}`] : []), `problems.${reason}.why`]
}

/** Where the name of a fact stands: among the events’ own, or as the field of a setting. */
export const detailKeys = (name: string): readonly string[] => [`auditWords.detail.${name}`, `branding.${name}.label`, `realm.field.${name}`]
