import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { tokenOf, tokenValue } from '../../../testing/fake-emergency.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { at, person, type Person } from '../../../testing/people.ts'
import { button, choice, choose, field, has, sees, text, type, until, windowText } from '../../../testing/screen.ts'

async function open(overrides: Partial<Person> = {}, part: Parameters<typeof createFakeServer>[0] = {}) {
  const who = person('yuna', '김', '유나', overrides)
  const server = createFakeServer({ people: [who], ...part })
  const { confirmInPopup, opened } = await openConsole(server, `/users/${who.id}`)
  await sees('OTP Configured')
  await until(() => expect(text()).not.toContain('Loading…'))
  return { server, who, confirmInPopup, opened }
}

const helpDesk = { me: person('help', '박', '지훈', { administrator: true }), myRoles: ['help-desk'] }
const five = () => Array.from({ length: 5 }, () => tokenOf())

async function openHandOut(reason = 'Called back'): Promise<void> {
  button('Hand out one').click()
  await until(() => expect(windowText()).toContain('An emergency token for 김유나'))
  type(field('How did you make sure it is 김유나?'), reason)
}
const send = (form: string) => document.querySelector<HTMLFormElement>(`#${form}`)?.requestSubmit()

const written: string[] = []
beforeEach(() => {
  written.length = 0
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (value) => void written.push(value))
})
afterEach(() => { vi.restoreAllMocks() })

describe('The list (S3-13, S3-15, S3-20, S3-26)', () => {
  test('says n of m, what each ends in, who issued it and until when it works; never a value', async () => {
    await open({ emergencyTokens: [tokenOf({ masked: '••••7Q', expiresAt: at(-22) }), tokenOf(), tokenOf()] })
    await sees('3 of 5 left')
    await sees('••••7Q')
    await sees('Issued by help')
    await sees('works until')
    expect(document.body.innerHTML).not.toContain(tokenValue)
  })

  test.each<[string, number, number, string | null]>([
    ['the last one', 1, 5, 'This is the last one.'],
    ['the last of two', 1, 2, 'This is the last one.'],
    ['none left, which somebody may never have had', 0, 5, null],
    ['two left', 2, 5, null],
    ['one that was handed out where none are held', 1, 0, null],
    ['none left of none', 0, 0, null],
  ])('warns when it should: %s', async (_, left, emergencyInitial, words) => {
    await open({ emergencyTokens: Array.from({ length: left }, () => tokenOf()) }, { emergencyInitial })
    await sees('Hand out one')
    const warning = document.querySelector('.notice.caution')?.textContent?.trim() ?? null
    expect(warning).toBe(words)
  })

  test('of fifty shows a few, and all of them when asked', async () => {
    await open({ emergencyTokens: Array.from({ length: 50 }, () => tokenOf()) })
    await sees('50 left')
    expect(document.querySelectorAll('li.token')).toHaveLength(5)
    button('Show all 50').click()
    await until(() => expect(document.querySelectorAll('li.token')).toHaveLength(50))
  })
})

describe('Handing out (S0-36)', () => {
  test('the help desk hands one out: a reason first, then the value once, with Copy and until when it works', async () => {
    const { server } = await open({}, helpDesk)
    await openHandOut()
    expect(windowText(), 'chooses nothing').not.toContain('A value of your own')
    send('hand-out-token')
    await until(() => expect(windowText()).toContain(tokenValue))
    expect(server.asksOf('issueEmergencyToken')[0]?.body).toEqual({ reason: 'Called back' })
    expect(windowText()).toContain('it is shown this once')
    expect(windowText()).toContain('It works once, until Wednesday')
    button('Copy: Emergency token').click()
    await until(() => expect(windowText()).toContain('Copied.'))
    expect(written).toEqual([tokenValue])

    button('Close').click()
    await sees('1 of 5 left')
    expect(text(), 'closed, it is gone').not.toContain('M3X9')
    button('Hand out one').click()
    await until(() => expect(windowText()).toContain('How did you make sure'))
    expect(windowText()).not.toContain('M3X9')
  })

  test('S3-15, S3-25: a global administrator says how many and how long they work', async () => {
    const { server } = await open()
    await openHandOut()
    type(field('How many'), '3')
    choose(choice('Works'), 'forever')
    send('hand-out-token')
    await until(() => expect(windowText()).toContain('or copy it from the list when it is needed'))
    expect(server.asksOf('issueEmergencyTokens')[0]?.body).toEqual({ reason: 'Called back', count: 3, expiresInHours: null })
    expect(document.querySelectorAll('dialog[open] code')).toHaveLength(3)
    expect(windowText()).toContain('It works once, until it is revoked.')
    button('Close').click()
    await sees('3 of 5 left')
  })

  test('S3-23: or the value itself, which one person never has twice', async () => {
    const { server } = await open()
    server.refuse('issueEmergencyTokens', 'emergency-token.value-taken')
    await openHandOut()
    type(field('A value of your own'), ' sakura-2026 ')
    await until(() => expect(field('How many').disabled).toBe(true))
    send('hand-out-token')
    await until(() => expect(windowText()).toContain('This person has, or had, an emergency token of this value.'))
    expect(field('A value of your own').value).toBe(' sakura-2026 ')
    send('hand-out-token')
    await until(() => expect(windowText()).toContain('sakura-2026'))
    expect(server.asksOf('issueEmergencyTokens')[1]?.body).toEqual({ reason: 'Called back', values: ['sakura-2026'], expiresInHours: 24 })
  })

  test('without a reason, or with a number that is none, nothing is asked of the server, and the field says so', async () => {
    const { server } = await open()
    await openHandOut('   ')
    send('hand-out-token')
    await until(() => expect(windowText()).toContain('Say how you made sure who it is.'))
    type(field('How did you make sure it is 김유나?'), 'Called back')
    for (const count of ['0', '51', 'x', '']) {
      type(field('How many'), count)
      send('hand-out-token')
      await until(() => expect(windowText()).toContain('A whole number from 1 to 50.'))
    }
    expect(server.asksOf('issueEmergencyTokens')).toEqual([])
  })

  test('a refusal is said where it was pressed, and what was typed stays', async () => {
    const { server } = await open()
    server.refuse('issueEmergencyTokens', 'emergency-token.too-many')
    await openHandOut()
    send('hand-out-token')
    await until(() => expect(windowText()).toContain('There would be more than 50 emergency tokens that work.'))
    expect(field('How did you make sure it is 김유나?').value).toBe('Called back')
  })
})

describe('Topping up (S3-26)', () => {
  test('issues what is missing, after a reason, and shows no value: they are in the list', async () => {
    const { server } = await open({ emergencyTokens: [tokenOf(), tokenOf()] })
    button('Top up to 5').click()
    await until(() => expect(windowText()).toContain('Top up the emergency tokens of 김유나?'))
    send('top-up-tokens')
    await until(() => expect(windowText()).toContain('Say why.'))
    type(field('Why'), 'Long trip')
    send('top-up-tokens')
    await until(() => expect(windowText()).toContain('3 were issued.'))
    expect(windowText()).not.toContain('M3X9')
    expect(server.asksOf('topUpEmergencyTokens')[0]?.body).toEqual({ reason: 'Long trip' })
    button('Close').click()
    await sees('5 of 5 left')
    expect(has('button', 'Top up to 5')).toBe(false)
  })

  test('where no value is kept, shows them this once; and nothing of the list can be copied', async () => {
    await open({ emergencyTokens: [tokenOf({ masked: '••••', recoverable: false })] }, { emergencyMode: 'once' })
    expect(has('button', 'Copy the token ••••')).toBe(false)
    button('Top up to 5').click()
    await until(() => expect(windowText()).toContain('Top up'))
    type(field('Why'), 'Long trip')
    send('top-up-tokens')
    await until(() => expect(windowText()).toContain('it is shown this once'))
    expect(document.querySelectorAll('dialog[open] code')).toHaveLength(4)
  })
})

describe('[Copy] (S3-20, K-6)', () => {
  async function openCopy(): Promise<void> {
    button('Copy the token ••••4T').click()
    await until(() => expect(windowText()).toContain('Copy an emergency token of 김유나'))
  }

  test('asks for a reason, puts the value on the clipboard, and shows it nowhere', async () => {
    const { server, who } = await open({ emergencyTokens: [tokenOf()] })
    await openCopy()
    expect(windowText()).toContain('It stands in the audit log that you read it')
    send('copy-token')
    await until(() => expect(windowText()).toContain('Say how you made sure who it is.'))
    expect(server.asksOf('revealEmergencyToken')).toEqual([])
    type(field('How did you make sure it is 김유나?'), 'Called back')
    send('copy-token')
    await until(() => expect(windowText()).toContain('The value is on the clipboard.'))
    expect(written).toEqual([tokenValue])
    expect(document.body.innerHTML).not.toContain(tokenValue)
    expect(server.asksOf('revealEmergencyToken')).toMatchObject([{ input: { userId: who.id, tokenId: who.emergencyTokens[0]?.id }, body: { reason: 'Called back' } }])
  })

  test('needs a second factor of the last five minutes: asked for in a small window, and the reason is still there', async () => {
    const { server, confirmInPopup, opened } = await open({ emergencyTokens: [tokenOf()] })
    server.world.fresh = false
    await openCopy()
    type(field('How did you make sure it is 김유나?'), 'Called back')
    send('copy-token')
    await until(() => expect(windowText()).toContain('Confirm that it is you'))
    expect(written).toEqual([])
    button('Continue').click()
    await until(() => expect(opened).toHaveLength(1))
    confirmInPopup()
    await until(() => expect(written).toEqual([tokenValue]))
    expect(server.asksOf('revealEmergencyToken').map(({ body }) => body)).toEqual([{ reason: 'Called back' }, { reason: 'Called back' }])
  })

  test('a browser that does not let it be copied shows it for copying by hand, until the window is closed', async () => {
    vi.mocked(navigator.clipboard.writeText).mockRejectedValue(new Error('denied'))
    await open({ emergencyTokens: [tokenOf()] })
    await openCopy()
    type(field('How did you make sure it is 김유나?'), 'Called back')
    send('copy-token')
    await until(() => expect(windowText()).toContain(tokenValue))
    button('Close').click()
    await until(() => expect(document.body.innerHTML).not.toContain(tokenValue))
  })

  test('a refusal is said there: used in the meantime', async () => {
    const { server } = await open({ emergencyTokens: [tokenOf()] })
    server.refuse('revealEmergencyToken', 'emergency-token.not-found')
    await openCopy()
    type(field('How did you make sure it is 김유나?'), 'Called back')
    send('copy-token')
    await until(() => expect(windowText()).toContain('This emergency token does not work any more.'))
    expect(written).toEqual([])
  })

  test('is not offered to the help desk, nor to who only reads', async () => {
    for (const part of [helpDesk, { myRoles: ['read-only-admin'] }]) {
      await open({ emergencyTokens: five() }, part)
      await sees('5 of 5 left')
      expect(has('button', 'Copy the token ••••4T')).toBe(false)
      expect(has('button', 'Top up to 5')).toBe(false)
    }
  })
})

describe('Revoking', () => {
  test('one goes after it was asked, and the others stay', async () => {
    const { server, who } = await open({ emergencyTokens: [tokenOf({ masked: '••••7Q' }), tokenOf()] })
    const [{ id } = { id: '' }] = who.emergencyTokens
    button('Revoke the token ••••7Q').click()
    await until(() => expect(windowText()).toContain('Revoke the emergency token ••••7Q?'))
    button('Revoke').click()
    await sees('1 of 5 left')
    expect(server.asksOf('revokeEmergencyToken')).toMatchObject([{ input: { tokenId: id } }])
    expect(text()).not.toContain('••••7Q')
  })

  test('of somebody who never had one it is not said that they are used up', async () => {
    await open({ emergencyTokens: [] })
    await sees('None were issued.')
    expect(text()).not.toContain('of 5')
  })

  test('all of them go after it was asked', async () => {
    const { server } = await open({ emergencyTokens: five() })
    button('Revoke all').click()
    await until(() => expect(windowText()).toContain('Revoke the emergency tokens of 김유나?'))
    button('Revoke').click()
    await sees('None of 5 left')
    expect(server.asksOf('revokeEmergencyTokens')).toHaveLength(1)
  })

  test('a refusal is said in the window, which stays', async () => {
    const { server } = await open({ emergencyTokens: five() })
    server.refuse('revokeEmergencyTokens', 'permission.not-for-administrators')
    button('Revoke all').click()
    await until(() => expect(windowText()).toContain('Revoke the emergency tokens'))
    button('Revoke').click()
    await until(() => expect(windowText()).toContain('This person has an administrative role.'))
  })
})

describe('What is refused is not offered', () => {
  test.each<[string, Partial<Person>, Parameters<typeof createFakeServer>[0]]>([
    ['the help desk, for an administrator', { administrator: true }, helpDesk],
    ['who only reads', {}, { myRoles: ['read-only-admin'] }],
    ['anybody, for who is disabled', { enabled: false }, {}],
  ])('to %s', async (_, overrides, part) => {
    await open(overrides, part)
    await sees('Emergency tokens')
    expect(has('button', 'Hand out one')).toBe(false)
    expect(has('button', 'Top up to 5')).toBe(false)
  })

  test('nobody is offered one for themself, nor the value of one', async () => {
    const me = person('admin', '高橋', '美咲', { administrator: true, emergencyTokens: [tokenOf()] })
    await openConsole(createFakeServer({ me }), `/users/${me.id}`)
    await sees('Nobody hands out or reads one of their own')
    for (const name of ['Hand out one', 'Top up to 5', 'Copy the token ••••4T']) expect(has('button', name)).toBe(false)
  })
})
