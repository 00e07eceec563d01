import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { app, at, person, requestOf, roleId, type Person } from '../../../testing/people.ts'
import { box, button, field, has, link, sees, seesNot, submit, text, type, until, windowText } from '../../../testing/screen.ts'

const yuna = () => person('yuna', '김', '유나', {
  otpRequired: true, department: 'Sales', authenticators: [app({ enrolledAt: at(400), lastUsedAt: at(20) })],
})
const emma = () => person('emma', 'Brown', 'Emma')

async function open(who: Person, part: Parameters<typeof createFakeServer>[0] = {}) {
  const server = createFakeServer({ people: [who], ...part })
  const opened = await openConsole(server, `/users/${who.id}`)
  await sees('OTP Configured')
  await until(() => expect(text()).not.toContain('Loading…'))
  return { server, ...opened }
}
const save = () => button('Save').click()
const lastChange = (server: ReturnType<typeof createFakeServer>) => server.asksOf('changeUser').at(-1)

describe('the box and the truth beside it', () => {
  test('says who set it up and when it was last used', async () => {
    await open(yuna())
    await sees('Must use a code. Set up on Sat 7 Nov 2026, 17:10 JST by 김유나, last used Mon 23 Nov 2026, 13:10 JST.')
    expect(box('OTP Configured').checked).toBe(true)
  })

  test('turning it on says what happens, ends nothing by itself, and the truth changes with the save (S2-15, S2-16)', async () => {
    const { server } = await open(emma())
    await sees('Not required. Not set up.')
    box('OTP Configured').click()
    await sees('Emma Brown sets up a code at the next sign-in. Nobody is signed out.')
    save()
    await sees('Must use a code. Not set up yet. It is set up at the next sign-in.')
    expect(lastChange(server)?.body).toEqual({ otpRequired: true })
    await sees('Saved.')
  })

  test.each([
    ['locked-out', 'Must use a code. Not set up yet. Locked out at the next sign-in.'],
    ['token', 'Must use a code. Not set up yet. At the next sign-in only an emergency token leads in.'],
  ] as const)('does not promise a set-up to whoever will meet something else: %s', async (meets, words) => {
    await open({ ...emma(), otpRequired: true, otp: { ...emma().otp, required: true, status: 'waiting' }, meets })
    await sees(words)
  })

  test('"sign them out now" is a tick box that is off until it is ticked (S2-16)', async () => {
    const { server } = await open(emma())
    box('OTP Configured').click()
    await sees('Sign them out now')
    box('Sign them out now').click()
    save()
    await until(() => expect(lastChange(server)?.body).toEqual({ otpRequired: true, signOutNow: true }))
  })

  test('turning it off warns that authenticators go and sessions end', async () => {
    const { server } = await open(yuna())
    box('OTP Configured').click()
    await sees('the authenticators of 김유나 are removed')
    save()
    await sees('Not required. Not set up.')
    expect(lastChange(server)?.body).toEqual({ otpRequired: false })
  })

  test('on after it was off earlier is a reset, and says so before saving (S2-21)', async () => {
    const who = emma()
    who.otp = { ...who.otp, turningOnResets: true }
    const { server } = await open(who)
    box('OTP Configured').click()
    await sees('It was on before')
    await seesNot('Nobody is signed out')
    save()
    await until(() => expect(lastChange(server)?.body).toEqual({ otpRequired: true, resetOtp: true }))
  })

  test('off and on again in one edit is a reset, says so before saving, and can be taken back (S2-21)', async () => {
    const { server } = await open(yuna())
    box('OTP Configured').click()
    await sees('Not saved yet')
    box('OTP Configured').click()
    await sees('Off and on again is a reset.')
    button('Leave it on, without a reset').click()
    await seesNot('Off and on again is a reset.')
    expect(has('button', 'Save')).toBe(false)
    box('OTP Configured').click()
    await sees('are removed, unless')
    box('OTP Configured').click()
    await sees('Off and on again is a reset.')
    save()
    await sees('Must use a code. Not set up yet. It is set up at the next sign-in.')
    expect(lastChange(server)?.body).toEqual({ otpRequired: true, resetOtp: true })
  })
})

describe('saving', () => {
  test('sends only what was changed, on the version that was read', async () => {
    const { server } = await open(yuna())
    type(field('Department (optional)'), 'Marketing')
    await sees('Not saved yet')
    save()
    await sees('Saved.')
    expect(lastChange(server)?.body).toEqual({ department: 'Marketing' })
    expect(lastChange(server)?.ifMatch).toBe(1)
  })

  test('an address that somebody else has is said beside the field, and nothing typed is lost', async () => {
    const { server } = await open(yuna())
    server.refuse('changeUser', 'user.email-taken')
    type(field('Email (optional)'), 'taken@demo.example')
    await sees('Not saved yet')
    save()
    await sees('Another user has this email address. Use another one, or change the other user first.')
    expect(document.querySelectorAll('[role=alert]')).toHaveLength(0)
    expect(field('Email (optional)').value).toBe('taken@demo.example')
  })

  test('a field that the server refuses by rule is marked where it stands', async () => {
    const { server } = await open(yuna())
    server.refuse('changeUser', 'request.invalid', { errors: [{ path: 'department', rule: 'too-big', message: 'too long' }] })
    type(field('Department (optional)'), 'x'.repeat(101))
    await sees('Not saved yet')
    save()
    await sees('This is too long.')
    expect(field('Department (optional)').getAttribute('aria-invalid')).toBe('true')
  })

  test('an empty name is not sent', async () => {
    const { server } = await open(yuna())
    type(field('Family name'), '  ')
    await sees('Not saved yet')
    save()
    await sees('Please fill this in.')
    expect(server.asksOf('changeUser')).toHaveLength(0)
  })

  test('discarding brings back what is saved', async () => {
    await open(yuna())
    type(field('Department (optional)'), 'Marketing')
    await sees('Not saved yet')
    button('Discard').click()
    await seesNot('Not saved yet')
    expect(field('Department (optional)').value).toBe('Sales')
  })

  test('what was not saved is there again when one comes back to the person', async () => {
    const { router } = await open(yuna())
    const { fullPath } = router.currentRoute.value
    type(field('Department (optional)'), 'Marketing')
    await sees('Not saved yet')
    await router.push('/reset-requests')
    await sees('Nobody is waiting')
    await router.push(fullPath)
    await sees('What you had typed and not saved is here again.')
    expect(field('Department (optional)').value).toBe('Marketing')
    button('Discard').click()
    await seesNot('Not saved yet')
  })
})

describe('two administrators edit the same person', () => {
  test('the second one sees what changed, keeps what was typed, and then saves on top of it', async () => {
    const who = yuna()
    const { server } = await open(who)
    type(field('Department (optional)'), 'Marketing')
    await sees('Not saved yet')
    Object.assign(who, { version: 2, department: 'Support', givenName: '윤아' })
    save()
    await sees('Somebody else saved this person meanwhile.')
    await sees('Department: Sales → Support')
    await sees('You typed: Marketing.')
    await sees('Given name: 유나 → 윤아')
    expect(field('Department (optional)').value).toBe('Marketing')
    expect(field('Given name').value).toBe('윤아')
    expect(who.department).toBe('Support')
    save()
    await sees('Saved.')
    expect(lastChange(server)).toMatchObject({ body: { department: 'Marketing' }, ifMatch: 2 })
  })

  test('theirs can be taken instead', async () => {
    const who = yuna()
    await open(who)
    type(field('Department (optional)'), 'Marketing')
    await sees('Not saved yet')
    Object.assign(who, { version: 2, department: 'Support' })
    save()
    await sees('Take theirs')
    button('Take theirs').click()
    await until(() => expect(field('Department (optional)').value).toBe('Support'))
    await seesNot('Not saved yet')
  })

  test('a box that somebody else moved is put back to what is saved, and that is said', async () => {
    const who = yuna()
    await open(who)
    box('OTP Configured').click()
    await sees('Not saved yet')
    Object.assign(who, { version: 2, otpRequired: false })
    save()
    await sees('“OTP Configured” was changed. Your change to it was put back.')
    expect(box('OTP Configured').checked).toBe(false)
  })

  test('a newer version that touched nothing shown here asks nobody anything', async () => {
    const who = yuna()
    const { server } = await open(who)
    type(field('Department (optional)'), 'Marketing')
    await sees('Not saved yet')
    who.version = 7
    save()
    await sees('Saved.')
    expect(server.asksOf('changeUser').map(({ ifMatch }) => ifMatch)).toEqual([1, 7])
    await seesNot('Somebody else')
  })
})

describe('Reset OTP', () => {
  test('says what it removes and what to do instead, and sends how it was made sure who asks (S2-21, S2-22)', async () => {
    const { server } = await open(yuna())
    button('Reset OTP').click()
    await until(() => expect(windowText()).toContain('Reset OTP for 김유나?'))
    expect(windowText()).toContain('Removes 1 authenticator and every backup code, and signs 김유나 out everywhere.')
    expect(windowText()).toContain('If the phone is only forgotten, hand out an emergency token instead.')
    type(field('How did you make sure it is 김유나?'), ' called back ')
    submit(document.querySelector<HTMLFormElement>('#reset-otp'))
    await sees('OTP of 김유나 was reset. At the next sign-in a new one is set up.')
    expect(server.asksOf('resetOtp')[0]?.body).toEqual({ reason: 'called back' })
    await sees('Must use a code. Not set up yet. It is set up at the next sign-in.')
  })

  test.each([
    ['confirm-mail', 'after a code that is mailed to the address on file'], ['emergency-token', '김유나 then needs an emergency token'],
    ['set-up-mail', 'A new set-up mail is sent to 김유나'], ['help', '김유나 cannot get in without the help of an administrator'],
  ] as const)('nobody is told what is not so: %s', async (afterReset, sentence) => {
    const who = yuna()
    who.otp = { ...who.otp, afterReset }
    await open(who)
    button('Reset OTP').click()
    await until(() => expect(windowText()).toContain(sentence))
    expect(windowText()).not.toContain('At the next sign-in a new one is set up.')
  })

  test('a refusal is said in the window, which stays open', async () => {
    const { server } = await open(yuna())
    server.refuse('resetOtp', 'permission.last-administrator')
    button('Reset OTP').click()
    await until(() => expect(windowText()).toContain('Reset OTP for'))
    type(field('How did you make sure it is 김유나?'), 'called back')
    submit(document.querySelector<HTMLFormElement>('#reset-otp'))
    await until(() => expect(windowText()).toContain('The realm would be left without a working global administrator.'))
  })

  test('a second click while it runs asks nothing twice', async () => {
    const { server } = await open(yuna())
    const go = server.hold('resetOtp')
    button('Reset OTP').click()
    await until(() => expect(windowText()).toContain('Reset OTP for'))
    type(field('How did you make sure it is 김유나?'), 'called back')
    submit(document.querySelector<HTMLFormElement>('#reset-otp'))
    submit(document.querySelector<HTMLFormElement>('#reset-otp'))
    go()
    await sees('was reset')
    expect(server.asksOf('resetOtp')).toHaveLength(1)
  })

  test('an open request of the person stands first, with its reference', async () => {
    const who = yuna()
    const { server } = await open(who, { requests: [requestOf(who, '4271-08')] })
    await sees('4271-08')
    button('Reset OTP…').click()
    await until(() => expect(windowText()).toContain('Only the page that shows 4271-08 goes on.'))
    type(field('How did you make sure it is 김유나?'), 'called back')
    submit(document.querySelector<HTMLFormElement>('#reset-otp'))
    await seesNot('4271-08')
    expect(server.asksOf('answerResetRequest')[0]?.body).toEqual({ reference: '4271-08', reason: 'called back' })
  })
})

describe('what one may not do is not offered', () => {
  test('Read Only Admin: the badge, the truth, and nothing to press (S0-14)', async () => {
    const me = person('auditor', 'Klein', 'Laura', { administrator: true })
    await open(yuna(), { me, myRoles: ['read-only-admin'] })
    await sees('You can look at everything here and change nothing.')
    await sees('Must use a code.')
    expect(box('OTP Configured').disabled).toBe(true)
    expect(field('Family name').disabled).toBe(true)
    for (const name of ['Reset OTP', 'Send set-up mail', 'End all', 'Give', 'Remove']) expect(has('button', name)).toBe(false)
  })

  test('Help Desk helps ordinary people, and reads who can help an administrator', async () => {
    const me = person('help', '박', '지훈', { administrator: true })
    const { router, server } = await open(yuna(), { me, myRoles: ['help-desk'] })
    expect(has('button', 'Reset OTP')).toBe(true)
    expect(box('OTP Configured').disabled).toBe(true)
    const boss = person('boss', 'Weiss', 'Daniel', { administrator: true, roleIds: [roleId('global-admin')] })
    server.world.people.push(boss)
    await router.push(`/users/${boss.id}`)
    await sees('Only a global administrator can help them with their code')
    expect(has('button', 'Reset OTP')).toBe(false)
  })

  test('somebody who was deleted before is no reason to try again: the way back is offered', async () => {
    await openConsole(createFakeServer(), '/users/00000000-0000-4000-8000-00000000dead')
    await until(() => expect(link('Go to the users').getAttribute('href')).toContain('/users'))
    expect(has('button', 'Try again')).toBe(false)
  })

  test('somebody deleted meanwhile is said to be gone', async () => {
    const { router } = await open(yuna())
    await router.push('/users/00000000-0000-4000-8000-00000000ffff')
    await sees('This person is not here.')
  })
})

test('a wait after wrong codes is shown with its end, and lifted', async () => {
  const { server } = await open(person('wait', 'Novak', 'Peter', { otpRequired: true, authenticators: [app()], waitsUntil: at(-2) }))
  await sees('no code of Peter Novak is taken until Tue 24 Nov 2026, 11:10 JST')
  button('Lift the wait').click()
  await seesNot('is taken until')
  expect(server.asksOf('liftWait')).toHaveLength(1)
})
