import { describe, expect, test } from 'vitest'
import { carry, prototypeOf, replaceMethod } from './seams.ts'

describe('what is bent of oidc-provider', () => {
  test('is called with the original at hand', () => {
    class Model { name() { return 'model' } }
    replaceMethod(prototypeOf(Model), 'name', (_, original, args) => `${String(original())} ${args.join()}`)
    expect(Reflect.apply(Model.prototype.name, new Model(), [1, 2])).toBe('model 1,2')
  })

  test.each([undefined, null, 'text', {}])('must be there: the server does not start without it (%j)', (target) => {
    expect(() => replaceMethod(target, 'find', () => undefined)).toThrow(/refusing to start/)
    expect(() => carry(target, 'member')).toThrow(/refusing to start/)
  })
})
