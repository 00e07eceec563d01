import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { clientOf } from '../../../testing/fake-settings.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { at } from '../../../testing/people.ts'
import { answer, box, button, field, has, sees, seesNot, text, type, until, windowText } from '../../../testing/screen.ts'

type Part = NonNullable<Parameters<typeof createFakeServer>[0]>
const open = async (client = clientOf('wiki', { name: 'Wiki' }), part: Part = {}) => {
  const server = createFakeServer({ clients: [client], ...part })
  const opened = await openConsole(server, `/application/${client.clientId}`)
  await until(() => expect(field('Name').value).toBe(client.name))
  return { server, client, ...opened }
}
const save = async () => {
  await sees('Not saved yet')
  button('Save').click()
}
const enter = async (words: string) => until(() => expect(windowText()).toContain(words))

describe('saving an application when something is in the way', () => {
  test('the network gone: it is said there, what is typed stays, and saved again it is saved', async () => {
    const { server } = await open()
    type(field('Name'), 'Knowledge')
    server.goAway()
    await save()
    await sees('The server cannot be reached.')
    expect(field('Name').value).toBe('Knowledge')
    server.comeBack()
    await until(() => expect(button('Save').disabled).toBe(false))
    button('Save').click()
    await sees('Saved.')
    await seesNot('The server cannot be reached.')
    expect(server.world.clients[0]?.name).toBe('Knowledge')
  })

  test('deleted by somebody else meanwhile: it is said, and what was typed stays to be copied', async () => {
    const { server } = await open()
    type(field('Name'), 'Knowledge')
    server.world.clients = []
    await save()
    await until(() => expect(document.querySelector('main form [role=alert]')?.textContent).toContain('There is no such application.'))
    expect(field('Name').value).toBe('Knowledge')
  })

  test('the right to it withdrawn: nothing is saved, what was typed stays in sight, nothing more is offered', async () => {
    const { server } = await open()
    type(field('Name'), 'Knowledge')
    server.world.myRoles = ['read-only-admin']
    await save()
    await until(() => expect(document.querySelector('main form [role=alert]')?.textContent).toContain('Your roles do not permit this.'))
    await until(() => expect(field('Name').disabled).toBe(true))
    expect([field('Name').value, server.world.clients[0]?.name]).toEqual(['Knowledge', 'Wiki'])
    for (const name of ['Save', 'New secret', 'Delete application']) expect([name, has('button', name)]).toEqual([name, false])
  })

  test('what is typed while it is being saved is not lost: it waits to be saved next', async () => {
    const { server } = await open()
    type(field('Name'), 'Knowledge')
    const letGo = server.hold('changeClient')
    await save()
    await until(() => expect(server.asksOf('changeClient')).toHaveLength(1))
    type(field('Address for back-channel logout'), 'https://wiki.example/out')
    letGo()
    await until(() => expect(button('Save').disabled).toBe(false))
    expect([field('Name').value, field('Address for back-channel logout').value]).toEqual(['Knowledge', 'https://wiki.example/out'])
    button('Save').click()
    await sees('Saved.')
    expect(server.asksOf('changeClient').map(({ ifMatch, body }) => [ifMatch, body])).toEqual([[1, { name: 'Knowledge' }], [2, { backchannelLogoutUri: 'https://wiki.example/out' }]])
  })

  test('overtaken again and again by changes that are not seen here, it is said at last', async () => {
    const { server } = await open()
    type(field('Name'), 'Knowledge')
    for (let n = 0; n < 2; n += 1) server.refuse('changeClient', 'request.precondition-failed')
    await save()
    await sees('Somebody changed this in the meantime.')
    expect(server.asksOf('changeClient')).toHaveLength(2)
    expect(field('Name').value).toBe('Knowledge')
  })

  test('of a conflict each change stands there as text, and theirs can be taken line by line', async () => {
    const { server, client } = await open()
    type(field('Redirect addresses'), 'https://mine.example/cb')
    type(field('Name'), 'Mine')
    Object.assign(client, { name: '<b>Theirs</b>', redirectUris: ['https://a.example/', 'https://b.example/'], minimumAcr: '2', version: '2' })
    await save()
    await sees('Name: Wiki → <b>Theirs</b>')
    expect(text()).toContain('Redirect addresses: https://wiki.example/callback → https://a.example/, https://b.example/')
    expect(text()).toContain('Client demands a code: Only where our rules require one → At every sign-in, by an authenticator app or better')
    expect(document.querySelector('main b')).toBeNull()
    expect([...document.querySelectorAll('button')].filter(({ textContent }) => textContent === 'Take theirs')).toHaveLength(2)
    button('Take theirs').click()
    await until(() => expect(field('Name').value).toBe('<b>Theirs</b>'))
    button('Save').click()
    await sees('Saved.')
    expect(server.asksOf('changeClient').at(-1)).toMatchObject({ ifMatch: 2, body: { redirectUris: ['https://mine.example/cb'] } })
  })

  test('a wrong address is named by its line, at its own field, which is led to', async () => {
    const { server } = await open()
    type(field('Addresses after signing out'), 'https://wiki.example/\n\nhttps://wiki.example/#out')
    await save()
    await sees('Line 3 must not have a fragment')
    expect(document.activeElement).toBe(field('Addresses after signing out'))
    expect(server.asksOf('changeClient')).toEqual([])
    button('Discard').click()
    await seesNot('must not have a fragment')
    expect(field('Addresses after signing out').value).toBe('')
  })

  test('a service has neither addresses nor a demand for codes', async () => {
    await open(clientOf('nightly', { name: 'Nightly', kind: 'service' }))
    await sees('curl')
    for (const words of ['Redirect addresses', 'Client demands a code', 'Our own application']) expect(text()).not.toContain(words)
    expect(has('button', 'New secret')).toBe(true)
  })

  test('what has no secret offers none, and its configuration has no place for one', async () => {
    await open(clientOf('app', { name: 'App', kind: 'native', hasSecret: false }))
    await sees('openid-client')
    expect(text()).not.toContain('Put the secret into the environment')
    expect(has('button', 'New secret')).toBe(false)
  })

  test('one that is not there says so, and is looked for again on demand', async () => {
    const server = createFakeServer()
    await openConsole(server, '/application/gone')
    await sees('There is no such application.')
    server.world.clients.push(clientOf('gone', { name: 'Back again' }))
    button('Try again').click()
    await until(() => expect(field('Name').value).toBe('Back again'))
  })
})

describe('a secret is never lost, and never stays', () => {
  test('made while the window was closed, it is shown all the same: it is in this answer only', async () => {
    const { server } = await open()
    button('New secret').click()
    await enter('A new secret is made and shown once.')
    const letGo = server.hold('newClientSecret')
    button('Make a new secret').click()
    await until(() => expect(server.asksOf('newClientSecret')).toHaveLength(1))
    button('Cancel').click()
    await until(() => expect(windowText()).toBe(''))
    letGo()
    await enter('new-secret-of-wiki')
  })

  test('closed with the cross it is gone from the page, and the next one is asked for anew', async () => {
    const { server } = await open()
    button('New secret').click()
    await enter('A new secret is made')
    button('Make a new secret').click()
    await enter('new-secret-of-wiki')
    button('Close').click()
    await until(() => expect(windowText()).toBe(''))
    expect(document.body.innerHTML).not.toContain('new-secret-of-wiki')
    button('New secret').click()
    await enter('How long is the old one accepted')
    expect(windowText()).not.toContain('new-secret-of-wiki')
    expect(server.asksOf('newClientSecret')).toHaveLength(1)
  })

  test('nor is it seen on the page of another application, where one gets to by going back', async () => {
    const { server, router } = await open()
    server.world.clients.push(clientOf('board', { name: 'Board' }))
    // Seen before, it is there at once.
    for (const [clientId, name] of [['board', 'Board'], ['wiki', 'Wiki']] as const) {
      await router.push(`/application/${clientId}`)
      await until(() => expect(field('Name').value).toBe(name))
    }
    button('New secret').click()
    await enter('A new secret is made')
    button('Make a new secret').click()
    await enter('new-secret-of-wiki')
    await router.push('/application/board')
    await until(() => expect(document.querySelector('h1')?.textContent).toContain('Board'))
    expect([windowText(), document.body.innerHTML.includes('new-secret-of-wiki')]).toEqual(['', false])
    await until(() => expect(field('Name').value).toBe('Board'))
  })

  test('the old one is not ended where the server could not: both are accepted still, and it says so', async () => {
    const { server } = await open(clientOf('wiki', { name: 'Wiki', oldSecretUntil: at(-5) }))
    server.refuse('endOldClientSecret', 'server.unavailable')
    button('End the old one now').click()
    await enter('End the old secret now?')
    button('End the old one now').click()
    await enter('The server cannot answer at the moment.')
    expect(text()).toContain('Two secrets are accepted.')
    button('Cancel').click()
    await until(() => expect(windowText()).toBe(''))
    button('End the old one now').click()
    await enter('End the old secret now?')
    expect(windowText()).not.toContain('The server cannot answer')
  })

  test('whoever may only read sees until when the old one is accepted, and ends none', async () => {
    await open(clientOf('wiki', { name: 'Wiki', oldSecretUntil: '2026-11-25T00:10:00.000Z' }), { myRoles: ['read-only-admin'] })
    await sees('The old one ends by itself: Wednesday, 25 November 2026, 09:10 JST')
    expect([has('button', 'End the old one now'), has('button', 'New secret'), box('Enabled').disabled]).toEqual([false, false, true])
  })
})

describe('deleting an application', () => {
  const begin = async () => {
    button('Delete application').click()
    await enter('Type wiki to go on')
  }

  test('changed by somebody else meanwhile: it is said, and deleted only when it is pressed again', async () => {
    const { server, client, router } = await open()
    await begin()
    type(field('Type wiki to go on'), 'wiki')
    Object.assign(client, { name: 'Wiki of everybody', version: '2' })
    button('Delete application').click()
    await enter('Somebody changed this in the meantime.')
    await enter('Delete Wiki of everybody?')
    expect(server.world.clients).toHaveLength(1)
    button('Delete application').click()
    await until(() => expect(router.currentRoute.value.name).toBe('clients'))
    expect(server.asksOf('deleteClient').map(({ ifMatch }) => ifMatch)).toEqual([1, 2])
  })

  test('typed in full width, with blanks, by Enter: it is meant all the same; other letters are not', async () => {
    const { server, router } = await open()
    await begin()
    const press = () => field('Type wiki to go on').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
    type(field('Type wiki to go on'), 'WIKI')
    press()
    await enter('This is not its client ID.')
    expect(server.asksOf('deleteClient')).toEqual([])
    type(field('Type wiki to go on'), ' ｗｉｋｉ ')
    await until(() => expect(windowText()).not.toContain('This is not its client ID.'))
    press()
    await until(() => expect(router.currentRoute.value.name).toBe('clients'))
  })

  test('the network gone: it is said in the window, nothing is deleted, and what was typed stays', async () => {
    const { server } = await open()
    await begin()
    type(field('Type wiki to go on'), 'wiki')
    server.goAway()
    button('Delete application').click()
    await enter('The server cannot be reached.')
    expect([field('Type wiki to go on').value, server.world.clients.length]).toEqual(['wiki', 1])
    server.comeBack()
    button('Cancel').click()
    await until(() => expect(windowText()).toBe(''))
    await begin()
    expect([windowText().includes('cannot be reached'), field('Type wiki to go on').value]).toEqual([false, ''])
  })
})

test('an application that demands something no longer offered keeps it until somebody chooses otherwise', async () => {
  const { server } = await open(clientOf('vault', { name: 'Vault', minimumAcr: '3' }))
  expect(answer('At every sign-in, by a passkey').checked).toBe(true)
  answer('At every sign-in, of any kind').click()
  await save()
  await sees('Saved.')
  expect(server.asksOf('changeClient').at(-1)?.body).toEqual({ minimumAcr: 'urn:tegata:acr:code' })
})
