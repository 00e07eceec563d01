import { afterEach, describe, expect, test, vi } from 'vitest'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { at, newId, person, type Person } from '../../../testing/people.ts'
import { button, field, has, sees, text, type, until, windowText } from '../../../testing/screen.ts'

async function open(overrides: Partial<Person> = {}, part: Parameters<typeof createFakeServer>[0] = {}) {
  const who = person('yuna', '김', '유나', overrides)
  const server = createFakeServer({ people: [who], ...part })
  await openConsole(server, `/users/${who.id}`)
  await sees('OTP Configured')
  await until(() => expect(text()).not.toContain('Loading…'))
  return { server, who }
}

const held = () => ({ id: newId(), issuedAt: at(2), issuedBy: 'help', expiresAt: at(-22) })
const helpDesk = { me: person('help', '박', '지훈', { administrator: true }), myRoles: ['help-desk'] }

async function handOut(reason = 'Called back'): Promise<void> {
  button('Hand out one').click()
  await until(() => expect(windowText()).toContain('An emergency token for 김유나'))
  type(field('How did you make sure it is 김유나?'), reason)
  await until(() => expect(button('Hand out one').disabled).toBe(false))
  document.querySelector<HTMLFormElement>('#hand-out-token')?.requestSubmit()
}

afterEach(() => { vi.restoreAllMocks() })

describe('Emergency tokens (S0-36, S3-13)', () => {
  test('how many are left, who handed them out and until when they work; never a value', async () => {
    await open({ emergencyTokens: [held(), held()] })
    await sees('2 left')
    await sees('Handed out by help')
    await sees('works until')
  })

  test('the help desk hands one out: a reason first, then the value once, with Copy and until when it works (S3-20)', async () => {
    const written: string[] = []
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (value) => void written.push(value))
    const { server } = await open({}, helpDesk)
    await sees('None left.')
    await handOut()
    await until(() => expect(windowText()).toContain('M3X9-7KQ2-0ZPA-VW4T'))
    expect(server.asksOf('issueEmergencyToken')[0]?.body).toEqual({ reason: 'Called back' })
    expect(windowText()).toContain('It works once, until Wednesday')
    button('Copy').click()
    await until(() => expect(windowText()).toContain('Copied.'))
    expect(written).toEqual(['M3X9-7KQ2-0ZPA-VW4T'])

    button('Close').click()
    await sees('1 left')
    expect(text(), 'closed, it is gone').not.toContain('M3X9')
    button('Hand out one').click()
    await until(() => expect(windowText()).toContain('How did you make sure'))
    expect(windowText()).not.toContain('M3X9')
  })

  test('without a reason nothing is asked of the server, and the field says so', async () => {
    const { server } = await open({}, helpDesk)
    await handOut('   ')
    await until(() => expect(windowText()).toContain('Say how you made sure who it is.'))
    expect(server.asksOf('issueEmergencyToken')).toEqual([])
  })

  test('a refusal is said where it was pressed, and what was typed stays', async () => {
    const { server } = await open()
    server.refuse('issueEmergencyToken', 'emergency-token.too-many')
    await handOut()
    await until(() => expect(windowText()).toContain('This person has 50 emergency tokens that work already.'))
    expect(field('How did you make sure it is 김유나?').value).toBe('Called back')
  })

  test('all are revoked after it was asked', async () => {
    const { server } = await open({ emergencyTokens: [held()] })
    button('Revoke').click()
    await until(() => expect(windowText()).toContain('Revoke the emergency tokens of 김유나?'))
    button('Revoke').click()
    await sees('None left.')
    expect(server.asksOf('revokeEmergencyTokens')).toHaveLength(1)
  })

  test.each<[string, Partial<Person>, Parameters<typeof createFakeServer>[0]]>([
    ['who may only read', {}, { me: person('audit', 'Klein', 'Laura', { administrator: true }), myRoles: ['read-only-admin'] }],
    ['the help desk, for an administrator', { administrator: true }, helpDesk],
    ['anybody, for who is disabled', { enabled: false }, {}],
  ])('is not offered to %s', async (_, overrides, part) => {
    await open(overrides, part)
    await sees('Emergency tokens')
    expect(has('button', 'Hand out one')).toBe(false)
  })

  test('nobody is offered one for themself', async () => {
    const me = person('admin', '高橋', '美咲', { administrator: true })
    const server = createFakeServer({ me })
    await openConsole(server, `/users/${me.id}`)
    await sees('Nobody hands out one for themself')
    expect(has('button', 'Hand out one')).toBe(false)
  })
})
