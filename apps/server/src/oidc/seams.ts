/**
 * The two ways in which oidc-provider's classes are bent, by their public methods only. Each refuses to start when the
 * library no longer has what it bends: a silent change of a token's shape or of a redirect rule must not go unseen.
 */

type Method = (...args: unknown[]) => unknown

type Replacement = (self: object, original: Method, args: readonly unknown[]) => unknown

export function replaceMethod(target: unknown, name: string, replacement: Replacement): void {
  const owner = objectOf(target, name)
  const original: unknown = Reflect.get(owner, name)
  if (typeof original !== 'function') throw missing(name)
  Object.defineProperty(owner, name, {
    configurable: true,
    writable: true,
    value(this: object, ...args: unknown[]) {
      return replacement(this, (...given) => Reflect.apply(original, this, given), args)
    },
  })
}

/** Lets a model keep one more member in its stored payload; everything else of ours oidc-provider would drop. */
export function carry(model: unknown, member: string): void {
  const owner = objectOf(model, 'IN_PAYLOAD')
  const names: unknown = Reflect.get(owner, 'IN_PAYLOAD')
  if (!Array.isArray(names)) throw missing('IN_PAYLOAD')
  const extended: readonly unknown[] = [...names, member]
  Object.defineProperty(owner, 'IN_PAYLOAD', { configurable: true, get: () => extended })
}

/** The prototype of one of the provider's classes. */
export const prototypeOf = (model: unknown): unknown => Reflect.get(objectOf(model, 'prototype'), 'prototype')

function objectOf(value: unknown, name: string): object {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) throw missing(name)
  return value
}

const missing = (name: string) => new Error(`oidc-provider has no ${name} any more: refusing to start without it`)
