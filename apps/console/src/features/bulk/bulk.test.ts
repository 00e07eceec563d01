import { describe, expect, test } from 'vitest'
import { createFakeServer, type World } from '../../testing/fake-server.ts'
import { openConsole } from '../../testing/open-console.ts'
import { app, person } from '../../testing/people.ts'
import { answer, box, button, choice, choose, field, has, press, rows, sees, seesNot, settled, type, until, windowText } from '../../testing/screen.ts'
import { typedNumber } from './typed-number.ts'

const people = () => [
  person('kenji', '佐藤', '健二', { department: '営業部', otpRequired: true }),
  person('yuna', '김', '유나', { authenticators: [app()] }),
  person('auditor', 'Klein', 'Laura', { administrator: true, roles: ['read-only-admin'], roleIds: [] }),
  person('off', '森', '拓也', { enabled: false }),
]
const many = (count: number) => Array.from({ length: count }, (_, n) => person(`p${n}`, 'Doe', `Jane ${n}`))

/** The list with some selected by name, and the window of an action over it. */
async function choosing(part: Partial<World>, select: 'everybody' | readonly string[], action: string, path = '/users') {
  const server = createFakeServer(part)
  const opened = await openConsole(server, path)
  await until(() => expect(rows().length).toBeGreaterThan(0))
  if (select === 'everybody') {
    await until(() => expect(has('button', 'Show more')).toBe(true))
    box('Select all 50 shown').click()
    await sees('50 selected')
    await until(() => button('Select everybody who matches'))
    button('Select everybody who matches').click()
  } else for (const name of select) box(`Select ${name}`).click()
  await until(() => expect(has('button', 'Actions')).toBe(true))
  button('Actions').click()
  await until(() => button(action))
  button(action).click()
  return { server, ...opened }
}
const does = async (name: string) => {
  await until(() => expect(button(name).disabled).toBe(false))
  button(name).click()
}

describe('selecting', () => {
  test('one by one, all that are shown, or everybody who matches; another filter is another list', async () => {
    await openConsole(createFakeServer({ people: many(1100) }), '/users')
    await until(() => expect(rows()).toHaveLength(50))
    box('Select Jane 3 Doe').click()
    await sees('1 selected')
    box('Select all 50 shown').click()
    await sees('50 selected')
    await until(() => button('Select everybody who matches (1,000+)'))
    button('Select everybody who matches (1,000+)').click()
    await sees('Everybody who matches (1,000+) is selected')
    expect(box('Select Jane 3 Doe').checked).toBe(true)
    // Whoever takes one off means those in sight without that one.
    box('Select Jane 3 Doe').click()
    await sees('49 selected')
    button('Administrators without OTP').click()
    await seesNot('selected')
  })

  test('what a person may not do is not offered: whoever only reads may export the selected, and nothing else', async () => {
    await choosing({ people: people(), myRoles: ['read-only-admin'] }, ['김유나'], 'Export the selected')
    await until(() => expect(windowText()).toContain('Export users'))
    for (const other of ['Disable', 'Reset OTP', 'OTP Configured: on']) expect(has('button', other)).toBe(false)
  })

  test('the help desk, who may do nothing to many, has no boxes', async () => {
    await openConsole(createFakeServer({ people: people(), myRoles: ['help-desk'] }), '/users')
    await until(() => expect(rows()).toHaveLength(5))
    expect(document.querySelector('tbody input[type=checkbox]')).toBeNull()
  })
})

describe('an action on many', () => {
  test('says first what it does to how many, and does it', async () => {
    const { server } = await choosing({ people: people(), bulkImpact: { setUp: 1, withoutAddress: 1 } }, ['佐藤 健二', '김유나'], 'OTP Configured: on')
    await until(() => expect(windowText()).toContain('It means 2 people. One person must use a code from now on.'))
    expect(windowText()).toContain('One person will set up a code at the next sign-in.')
    expect(windowText()).toContain('For one person it is so already.')
    expect(server.asksOf('bulkOtpOn')).toHaveLength(0)
    await does('Turn on')
    await until(() => expect(windowText()).toContain('Done: one person changed.'))
    expect(server.asksOf('bulkOtpOn').map(({ body }) => body)).toEqual([{ userIds: [expect.any(String), expect.any(String)] }])
    expect(server.world.people.find(({ username }) => username === 'yuna')?.otpRequired).toBe(true)
  })

  test('what it is told besides is looked at anew, and sent', async () => {
    const { server } = await choosing({ people: people() }, ['김유나'], 'OTP Configured: on')
    await until(() => expect(windowText()).toContain('It means one person.'))
    box('Sign them out now').click()
    await until(() => expect(server.asksOf('previewBulkOtpOn').at(-1)?.body).toMatchObject({ signOutNow: true }))
    type(field('Why?'), 'a new rule')
    await does('Turn on')
    await until(() => expect(server.asksOf('bulkOtpOn').at(0)?.body).toMatchObject({ signOutNow: true, reason: 'a new rule' }))
  })

  test('what removes something wants the number of people typed', async () => {
    const { server } = await choosing({ people: people(), bulkImpact: { authenticators: 3 } }, ['佐藤 健二', '김유나'], 'Reset OTP')
    await until(() => expect(windowText()).toContain('3 authenticators are removed.'))
    type(field('Type the number 2'), '3')
    await does('Reset OTP')
    await until(() => expect(windowText()).toContain('That is not the number.'))
    expect(windowText(), 'of so many somebody will ask why (Z-5)').toContain('Please say why.')
    type(field('Why?'), 'new telephones')
    expect(server.asksOf('bulkResetOtp')).toHaveLength(0)
    type(field('Type the number 2'), '2')
    await does('Reset OTP')
    await until(() => expect(windowText()).toContain('Done: 2 people changed.'))
    expect(server.asksOf('bulkResetOtp')[0]?.body).toMatchObject({ confirmed: 2, reason: 'new telephones' })
  })

  test('what may not be done without a reason asks for one', async () => {
    const { server } = await choosing({ people: people() }, ['김유나'], 'Top up emergency tokens')
    await does('Top up')
    await until(() => expect(windowText()).toContain('Please say why.'))
    type(field('Why?'), 'before the move')
    await does('Top up')
    await until(() => expect(server.asksOf('bulkTopUp')[0]?.body).toMatchObject({ reason: 'before the move' }))
  })

  test('nothing to do is said, and cannot be begun', async () => {
    await choosing({ people: people() }, ['佐藤 健二'], 'OTP Configured: on')
    await until(() => expect(windowText()).toContain('It changes nothing for anybody.'))
    expect(button('Turn on').disabled).toBe(true)
  })

  test('everybody who matches: the filter travels, call after call, with its progress in sight', async () => {
    const { server } = await choosing({ people: many(120), bulkStep: 50 }, 'everybody', 'Disable', '/users?search=Jane')
    await until(() => expect(windowText()).toContain('It means 120 people.'))
    expect(server.asksOf('previewBulkDisable').map(({ body }) => body['cursor'])).toEqual([undefined, '50', '100'])
    type(field('Type the number 120'), '120')
    const letSecondGo = (server.hold('bulkDisable')(), server.hold('bulkDisable'))
    await does('Disable')
    await until(() => expect(windowText()).toContain('50 of 120'))
    letSecondGo()
    await until(() => expect(windowText()).toContain('Done: 120 people changed.'))
    expect(server.asksOf('bulkDisable').map(({ body }) => [body['filter'], body['cursor'], body['confirmed']])).toEqual([
      [{ search: 'Jane' }, undefined, 120], [{ search: 'Jane' }, '50', 120], [{ search: 'Jane' }, '100', 120],
    ])
  })

  test('is stopped after the call that is under way, and goes on behind it', async () => {
    const people = many(120).map((each) => ({ ...each, enabled: false }))
    const { server } = await choosing({ people, bulkStep: 50 }, 'everybody', 'Enable', '/users?search=Jane')
    await until(() => expect(windowText()).toContain('120 accounts are enabled.'))
    type(field('This lets people in again. Type the number 120'), '120')
    const letGo = server.hold('bulkEnable')
    await does('Enable')
    await until(() => button('Stop'))
    button('Stop').click()
    await until(() => expect(windowText()).toContain('Stopping after this step'))
    letGo()
    await until(() => expect(windowText()).toContain('Stopped. 50 of 120 are done'))
    expect(server.asksOf('bulkEnable')).toHaveLength(1)
    button('Go on').click()
    await until(() => expect(windowText()).toContain('Done: 120 people changed.'))
    expect(server.asksOf('bulkEnable').map(({ body }) => body['cursor'])).toEqual([undefined, '50', '100'])
  })

  test('the network gone in the middle: nothing is lost, it goes on from where it was', async () => {
    const { server } = await choosing({ people: many(120), bulkStep: 50 }, 'everybody', 'OTP Configured: on', '/users?search=Jane')
    await until(() => expect(windowText()).toContain('It means 120 people.'))
    const first = server.hold('bulkOtpOn')
    const second = server.hold('bulkOtpOn')
    await does('Turn on')
    first()
    await until(() => expect(windowText()).toContain('50 of 120'))
    server.refuse('bulkOtpOn', 'server.unavailable')
    second()
    await until(() => expect(windowText()).toContain('It stands still at 50 of 120. Nothing is lost.'))
    expect(windowText()).toContain('The server cannot answer at the moment.')
    server.goAway()
    button('Go on').click()
    await until(() => expect(windowText()).toContain('The server cannot be reached.'))
    server.comeBack()
    button('Go on').click()
    await until(() => expect(windowText()).toContain('Done: 120 people changed.'))
  })

  test('for whom it was not done is said by name with the sentence, and these can be tried again', async () => {
    const all = people()
    const kenji = all[0]?.id ?? ''
    const refuses: World['bulkRefuses'] = new Map([[kenji, 'user.no-email']])
    const { server } = await choosing({ people: all, bulkRefuses: refuses }, ['佐藤 健二', '김유나'], 'Send set-up mail')
    await until(() => expect(windowText()).toContain('1: This person has no email address.'))
    await does('Send')
    await until(() => expect(windowText()).toContain('It was not done for one person'))
    expect(windowText()).toContain('佐藤 健二 kenji')
    refuses.clear()
    button('Try these again').click()
    await until(() => expect(server.asksOf('bulkSetupMail')).toHaveLength(2))
    expect(server.asksOf('bulkSetupMail')[1]?.body['userIds']).toEqual([kenji])
    await until(() => expect(windowText()).not.toContain('It was not done'))
  })

  test('the set-up mail: whose leads to a new password is counted before, by the rule of the mail itself, and a suspended code counts', async () => {
    await choosing({ people: [person('bare', 'Doe', 'Jane'), person('both', '김', '유나', { authenticators: [app()] }), person('stuck', '森', '拓也', { authenticators: [app({ state: 'suspended' })] })] }, ['Jane Doe', '김유나', '森 拓也'], 'Send set-up mail')
    await until(() => expect(windowText()).toContain('2 of them have a password and a code, if only a suspended one'))
  })

  test('somebody deleted by somebody else while selected is a line among the failures, and the rest is done', async () => {
    const { server } = await choosing({ people: people() }, ['김유나', '森 拓也'], 'OTP Configured: on')
    await until(() => expect(windowText()).toContain('2 people must use a code'))
    server.world.people = server.world.people.filter(({ username }) => username !== 'off')
    await does('Turn on')
    await until(() => expect(windowText()).toContain('Done: one person changed.'))
    expect(windowText()).toContain('森 拓也 (deleted)')
  })

  test('other people meant by now than were counted: it says so, and can be looked at again', async () => {
    const { server } = await choosing({ people: people() }, ['김유나'], 'Disable')
    await until(() => field('Type the number 1'))
    server.refuse('bulkDisable', 'bulk.other-number')
    type(field('Type the number 1'), '1')
    await does('Disable')
    await until(() => expect(windowText()).toContain('It stands still at 0 of 1.'))
    expect(server.world.people.find(({ username }) => username === 'yuna')?.enabled).toBe(true)
  })

  test('a fresh second factor that is asked for in the middle is shown in the small window, and it goes on', async () => {
    const { server, confirmInPopup, opened } = await choosing({ people: people() }, ['김유나'], 'Reset OTP')
    server.world.fresh = false
    await until(() => field('Type the number 1'))
    type(field('Type the number 1'), '1')
    type(field('Why?'), 'lost')
    await does('Reset OTP')
    await sees('Confirm that it is you')
    button('Continue').click()
    await until(() => expect(opened).toHaveLength(1))
    confirmInPopup()
    await until(() => expect(windowText()).toContain('Done: one person changed.'))
    expect(server.asksOf('bulkResetOtp')).toHaveLength(2)
  })

  test('whoever leaves while it runs is asked first', async () => {
    const { server, router } = await choosing({ people: many(120), bulkStep: 50 }, 'everybody', 'OTP Configured: on', '/users?search=Jane')
    await until(() => expect(windowText()).toContain('It means 120 people.'))
    const letGo = server.hold('bulkOtpOn')
    await does('Turn on')
    await until(() => button('Stop'))
    await router.push('/reset-requests').catch(() => undefined)
    expect(router.currentRoute.value.name).toBe('users')
    await until(() => expect(windowText()).toContain('It is still running.'))
    button('Close').click()
    expect(document.querySelector('dialog[open]')).not.toBeNull()
    button('Stop and leave').click()
    letGo()
    await until(() => expect(document.querySelector('dialog[open]')).toBeNull())
    expect(server.asksOf('bulkOtpOn')).toHaveLength(1)
  })

  test('into an Access Policy Group goes by its own operation, with its own preview (S1-34)', async () => {
    const group = { id: '00000000-0000-4000-8000-00000000aaaa', name: 'Admins', ask: 'always', kinds: ['totp'], onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'letRunOut', conditions: [], people: { count: 0, more: false }, version: '1' } as const
    const all = people()
    const kenji = all[0]?.id ?? ''
    const refuses: World['bulkRefuses'] = new Map()
    const nextYear = new Date().getFullYear() + 1
    const { server } = await choosing({ people: all, bulkRefuses: refuses, policyGroups: [{ ...group, kinds: ['totp'], conditions: [] }], impact: { people: 2, changed: 2, asked: 2 } }, ['佐藤 健二', '김유나'], 'Access Policy Group')
    await until(() => expect(choice('Access Policy Group').options.length).toBe(2))
    choose(choice('Access Policy Group'), group.id)
    await until(() => expect(windowText()).toContain('2 people will be asked for a code.'))
    await until(() => expect(server.asksOf('previewPolicyGroupAssignment').at(-1)?.body).toMatchObject({ policyGroup: group.id }))

    // For a time: the way back is each person's own. An end that is over is said, and not sent.
    answer('Until a day and a time').click()
    await until(() => expect(windowText()).toContain('then everybody is back in the group that they were in before.'))
    type(field('Day'), '2020-01-01')
    await until(() => expect(windowText()).toContain('This is over already'))
    await does('Save')
    expect(server.asksOf('assignPolicyGroup')).toHaveLength(0)
    type(field('Day'), `${nextYear}-01-15`)
    type(field('Time'), '18:00')
    refuses.set(kenji, 'permission.last-administrator')
    await does('Save')
    await until(() => expect(windowText()).toContain('It was not done for one person'))
    expect(windowText()).toContain('佐藤 健二 kenji')
    expect(windowText()).toContain('Done: one person changed.')
    expect(server.asksOf('assignPolicyGroup').map(({ body }) => body)).toEqual([{ policyGroup: group.id, userIds: [expect.any(String), expect.any(String)], until: `${nextYear}-01-15T09:00:00.000Z` }])
  })

  test('HTML in a name among the failures is a name', async () => {
    const evil = person('evil', '<img src=x onerror=alert(1)>', '<script>1</script>')
    await choosing({ people: [evil], bulkRefuses: new Map([[evil.id, 'user.no-email']]), bulkImpact: { changed: 1 } }, ['<script>1</script> <img src=x onerror=alert(1)>'], 'Send set-up mail')
    await does('Send')
    await until(() => expect(windowText()).toContain('<img src=x onerror=alert(1)>'))
    expect(document.querySelector('dialog img, dialog script')).toBeNull()
  })
})

describe('when something goes wrong on the way', () => {
  test('whoever wanted to leave while a step failed stays and reads why, and is not sent away at the end of the next try', async () => {
    const { server, router } = await choosing({ people: many(120), bulkStep: 50 }, 'everybody', 'OTP Configured: on', '/users?search=Jane')
    await until(() => expect(windowText()).toContain('It means 120 people.'))
    const letGo = server.hold('bulkOtpOn')
    await does('Turn on')
    await until(() => button('Stop'))
    await router.push('/reset-requests').catch(() => undefined)
    await press('Stop and leave')
    server.refuse('bulkOtpOn', 'server.unavailable')
    letGo()
    await until(() => expect(windowText()).toContain('It stands still at 0 of 120.'))
    expect(windowText()).toContain('The server cannot answer at the moment.')
    const letNextGo = server.hold('bulkOtpOn')
    button('Go on').click()
    await until(() => button('Stop'))
    expect(windowText()).not.toContain('If you leave now')
    letNextGo()
    await until(() => expect(windowText()).toContain('Done: 120 people changed.'))
    expect(router.currentRoute.value.name).toBe('users')
  })

  test('a look that fails says so, nothing can be begun, and looking again does it', async () => {
    const server = createFakeServer({ people: people() })
    server.refuse('previewBulkOtpOn', 'server.unavailable')
    await openConsole(server, '/users')
    await until(() => expect(rows()).toHaveLength(5))
    box('Select 김유나').click()
    await press('Actions')
    await press('OTP Configured: on')
    await until(() => expect(windowText()).toContain('The server cannot answer at the moment.'))
    expect(button('Turn on').disabled).toBe(true)
    button('Look again').click()
    await until(() => expect(windowText()).toContain('One person must use a code from now on.'))
    expect([windowText().includes('The server cannot answer'), button('Turn on').disabled]).toEqual([false, false])
  })

  test('an older look never stands over a newer one, and nothing is begun on an old one', async () => {
    const { server } = await choosing({ people: people(), bulkImpact: { setUp: 1 } }, ['김유나'], 'OTP Configured: on')
    await until(() => expect(windowText()).toContain('It means one person.'))
    const letOldGo = server.hold('previewBulkOtpOn')
    box('Sign them out now').click()
    await until(() => expect(server.asksOf('previewBulkOtpOn')).toHaveLength(2))
    expect(button('Turn on').disabled).toBe(true)
    server.world.bulkImpact = { setUp: 0, asked: 1 }
    box('Sign them out now').click()
    await until(() => expect(windowText()).toContain('One person will be asked for a code.'))
    server.world.bulkImpact = { setUp: 1 }
    letOldGo()
    await settled()
    expect(windowText()).toContain('One person will be asked for a code.')
    expect(windowText()).not.toContain('will set up a code')
  })

  test('who would not get in any more, or only with a token, stands there in sentences of their own, by name and as text', async () => {
    const evil = { id: '00000000-0000-4000-8000-00000000eeee', username: 'evil', givenName: '<b>x</b>', familyName: 'Y' }
    await choosing({ people: people(), bulkImpact: { lockedOut: 1, needToken: 1_200, lockedOutPeople: [evil] } }, ['김유나'], 'OTP Configured: on')
    await until(() => expect(windowText()).toContain('One person will not get in any more. 1,200 people get in only with an emergency token'))
    expect(windowText()).toContain('<b>x</b> Y evil')
    expect(windowText()).toContain('and 1,200 more')
    expect(document.querySelector('dialog b')).toBeNull()
  })

  test('of very many for whom it was not done the first stand there, and how many there are besides', async () => {
    const all = many(1_300)
    const { server } = await choosing({ people: all, bulkRefuses: new Map(all.map(({ id }) => [id, 'user.no-email'])), bulkImpact: { changed: 1_300 } }, 'everybody', 'Send set-up mail', '/users?search=Jane')
    await does('Send')
    await until(() => expect(windowText()).toContain('It was not done for 1,300 people'))
    expect([document.querySelectorAll('dialog .failures li strong').length, windowText().includes('and 1,100 more')]).toEqual([200, true])
    button('Try these again').click()
    await until(() => expect(server.asksOf('bulkSetupMail')).toHaveLength(3))
    // Again means all of them, as many as one call can name at a time.
    expect(server.asksOf('bulkSetupMail').slice(1).map(({ body }) => (body['userIds'] as string[]).length)).toEqual([1_000, 300])
  })
})

test.each([['1240', 1240], ['1,240', 1240], ['1.240', 1240], ['１２４０', 1240], ['1 240', 1240], ['', null], ['12x', null], ['-5', null]] as const)(
  'the number typed as %j is %j', (typed, number) => { expect(typedNumber(typed)).toBe(number) })
