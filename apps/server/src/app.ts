import { createServer, type RequestListener } from 'node:http'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { openKeyring, openStorage, type Realm, type Storage } from '@tegata/storage'
import { pino, type Logger } from 'pino'
import { accountRoutes } from './account/routes.ts'
import { answerApiFailure } from './admin/answer.ts'
import { createDecide } from './admin/decide.ts'
import { createKeepReadiness } from './admin/readiness-days.ts'
import { createOperatorApi } from './admin/operator-api.ts'
import { createOperatorPeople } from './admin/operator-people.ts'
import { makeOperatorToken } from './admin/operator-token.ts'
import { adminRoutes } from './admin/routes.ts'
import { type CountedEvent, countEvents } from './audit/count-events.ts'
import type { House, Opening } from './cli/command.ts'
import type { Config } from './config/schema.ts'
import { createApplication } from './http/application.ts'
import { parseNetworks } from './http/client-address.ts'
import { consoleRoutes } from './http/console.ts'
import { createRenderFailure } from './ui/failure.ts'
import { closing, listening, Sentence } from './http/listening.ts'
import { createManagement, createMetrics } from './http/management.ts'
import type { Route } from './http/route.ts'
import { sendStatic, staticFile } from './http/static-files.ts'
import { isUnavailable } from './http/unavailable.ts'
import { createAttempt } from './journey/attempt.ts'
import { gatherFacts } from './journey/facts.ts'
import { createHashing } from './journey/hashing.ts'
import { createLetters } from './journey/letters.ts'
import { createParts, type PageNeeds } from './journey/parts.ts'
import { createTakeBack } from './journey/take-back.ts'
import { createTellAfterReset } from './journey/reset.ts'
import { createComposeMail } from './mail/compose.ts'
import { createDelivery } from './mail/delivery.ts'
import { createPace } from './mail/pace.ts'
import { sendBySmtp, trySmtp } from './mail/smtp.ts'
import { createTestMail } from './mail/test-mail.ts'
import { CookieKeys } from './oidc/cookies.ts'
import { createOidc } from './oidc/create-oidc.ts'
import { ensureKeys, listKeys, publishMs, rotateKeys } from './oidc/keys.ts'
import { previewPage } from './pages/preview.ts'
import { pageRoutes } from './pages/routes.ts'
import { alignBuiltInClients } from './realms/built-in-clients.ts'
import { createReminders } from './reminders/reminders.ts'
import { assets } from './ui/assets.ts'
import { createUpstreams, type Upstreams } from './upstream/create-upstreams.ts'

const consoleFolder = new URL('../../console/dist', import.meta.url).pathname

/** Demo mode: the sample application and Corp ID are on this computer. */
const loopback = parseNetworks(['127.0.0.0/8', '::1'])

/** The parts that the server and every command of the host share. */
async function openParts(config: Config, log: Logger, { demoClock, countEvent, manyWrites = false }: { demoClock: boolean; countEvent: (event: CountedEvent) => void; manyWrites?: boolean }) {
  // Outside demo mode a key ring is made on purpose (`tegata ring init`), never by a start that looked in a wrong place.
  const keyring = await openKeyring({ file: config.keyringFile, create: config.demo })
  const storage = countEvents(await openStorage({ databaseUrl: config.DATABASE_URL, dataDir: config.TEGATA_DATA_DIR, keyring, demoClock, manyWrites }), countEvent)
  const { publicUrl } = config
  const compose = createComposeMail({ outbox: storage.outbox, host: publicUrl.hostname })
  const letters = createLetters({ storage, compose, publicUrl })
  const cookieSecret = await storage.secrets.ensure(0, 'cookies', () => randomBytes(32).toString('base64url'))
  const logoutNetworks = config.demo ? loopback : parseNetworks(config.TEGATA_LOGOUT_NETWORKS)
  const unexpected = (error: unknown, requestId: string) => log.error({ requestId, err: plain(error) }, 'a request failed')
  const cookieKeys = new CookieKeys([cookieSecret])
  const hashing = createHashing()
  // Demo mode always has a mailbox.
  const canMail = (realm: Realm) => realm.settings.mailServer !== null || config.TEGATA_SMTP_URL !== undefined || config.demo
  const facts = gatherFacts(storage, canMail)
  const oidc = createOidc({
    storage, publicUrl, cookieKeys, letters, logoutNetworks, canMail, unexpected,
    signOutUpstream: (realm, session, returnTo) => upstreams.signOutUrl(realm, session, returnTo),
  })
  const pages: PageNeeds = { publicUrl, storage, hashing, compose, gatherFacts: facts, interactions: oidc.interactions, canMail }
  const upstreams: Upstreams = createUpstreams({
    publicUrl, storage, parts: createParts(pages), endOfUpstream: oidc.sessions.endOfUpstream,
    networks: config.demo ? loopback : parseNetworks(config.TEGATA_UPSTREAM_NETWORKS),
  })
  const reminders = createReminders({ storage, gatherFacts: facts, publicUrl, canMail })
  return { storage, reminders, publicUrl, compose, letters, facts, oidc, pages, upstreams, cookieKeys, unexpected, hashing, canMail }
}
/** Who mails come from where neither realm nor operator names a sender. */
const senderOf = ({ TEGATA_MAIL_FROM, publicUrl }: Config): string =>
  TEGATA_MAIL_FROM ?? `no-reply@${publicUrl.hostname === 'localhost' ? 'tegata.example' : publicUrl.hostname}`

type Parts = Awaited<ReturnType<typeof openParts>>

const plain = (error: unknown) => (error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : { message: String(error) })

type Surroundings = { log: Logger; mailServer: string | undefined; canMail(realm: Realm): boolean; observe: ReturnType<typeof createMetrics>['observeRequest']; more: readonly Route[] }

/** What administrators change people with, by a request or a file. */
const adminParts = ({ storage, compose, letters, facts }: Parts, canMail: (realm: Realm) => boolean) => ({
  storage, compose, letters, canMail,
  decide: createDecide({ storage, gatherFacts: facts }), tellAfterReset: createTellAfterReset({ storage, gatherFacts: facts, canMail }), waits: createAttempt({ storage, letters }),
})

/** Everything that answers on the public address. */
function composeApplication(config: Config, parts: Parts, { log, mailServer, canMail, observe, more }: Surroundings): RequestListener {
  const { storage, reminders, publicUrl, oidc, pages, upstreams, cookieKeys, unexpected } = parts
  const renderPage = createRenderFailure(storage.clock)

  const routes: readonly Route[] = [
    ...Object.values(assets).map(({ path, body, type }): Route => {
      const file = staticFile(body, type)
      return ['GET', path, 'anyone', (ctx) => sendStatic(ctx, file)]
    }),
    ...pageRoutes(pages),
    ...upstreams.routes,
    ...accountRoutes({ ...pages, sessionOf: oidc.sessionOf, onward: oidc.onward }),
    ...adminRoutes({
      ...adminParts(parts, canMail), publicUrl, unexpected,
      sendTestMail: createTestMail({ send: trySmtp, clock: storage.clock, fallback: { server: mailServer, from: senderOf(config) }, host: publicUrl.hostname }),
      previewPage,
      reminders,
      keys: {
        publishMs,
        list: async (realm) => {
          await ensureKeys({ storage }, realm.id)
          return listKeys({ storage }, realm)
        },
        rotate: async (realm, options) => {
          await ensureKeys({ storage }, realm.id)
          return rotateKeys({ storage }, realm, options)
        },
      },
      readAccessToken: oidc.readAccessToken,
      upstreams,
      databaseAway: isUnavailable,
    }),
    ...(existsSync(join(consoleFolder, 'index.html')) ? consoleRoutes(consoleFolder) : []),
    ...more,
  ]
  return createApplication({
    publicUrl, log, observe,
    trustedProxies: parseNetworks(config.TEGATA_TRUSTED_PROXIES),
    demo: config.demo,
    cookieKeys,
    findRealm: storage.realms.find,
    renderFailure: (ctx, failure) => (ctx.path.startsWith('/api/') ? answerApiFailure(ctx, failure) : renderPage(ctx, failure)),
  }, routes, [oidc.middleware]).callback()
}

export type RunningServer = { banner: string; close(): Promise<void> }

/** Starts everything: the public address, the management port, deliveries; in demo mode the sample application, too. */
export async function startServer(config: Config, { seed }: { seed: boolean }): Promise<RunningServer> {
  const log = pino({ level: config.TEGATA_LOG_LEVEL, base: undefined })
  if (!config.demo && config.DATABASE_URL === undefined && existsSync(phoneFileOf(config))) {
    throw new Sentence(`${config.TEGATA_DATA_DIR} holds the demo, whose passwords and keys everybody knows. Name another directory with TEGATA_DATA_DIR.`)
  }
  mkdirSync(config.TEGATA_DATA_DIR, { recursive: true, mode: 0o700 })
  const metrics = createMetrics()
  const parts = await openParts(config, log, { demoClock: config.demo, countEvent: metrics.countEvent })
  const { storage, publicUrl, oidc, reminders, facts } = parts
  const closers: (() => Promise<void>)[] = [() => storage.close()]
  const closeAll = async () => {
    for (const close of closers.toReversed()) await close()
  }

  try {
    const demo = config.demo ? await openDemo(config, parts) : undefined
    if (demo) closers.push(demo.close)
    if (seed && demo) await demo.seed()
    await alignBuiltInClients(storage, publicUrl)

    metrics.showClockSkew(storage.clock.skewMs)
    const mailServer = demo?.mailbox.url ?? config.TEGATA_SMTP_URL
    const handle = composeApplication(config, parts, {
      log, mailServer, observe: metrics.observeRequest,
      canMail: parts.canMail,
      more: demo?.routes ?? [],
    })
    const server = createServer({ requestTimeout: 30_000, headersTimeout: 15_000, keepAliveTimeout: 65_000 }, handle)
    const management = createManagement({ registry: metrics.registry, ready: () => storage.ready() })
    await listening(server, config.listen, { taken: portTaken(config) })
    closers.push(() => closing(server))
    await listening(management, config.TEGATA_MANAGEMENT_LISTEN, {
      taken: `Port ${config.TEGATA_MANAGEMENT_LISTEN.port} (management: health and metrics) is in use. Set TEGATA_MANAGEMENT_LISTEN, for example 127.0.0.1:9100.`,
    })
    closers.push(() => closing(management, 500))
    if (demo) closers.push(await demo.serveSample())

    const delivery = createDelivery({
      ...storage, takePlace: createPace(storage), send: sendBySmtp, log, count: metrics.countMail,
      fallback: { server: mailServer, from: senderOf(config) },
    })
    delivery.start()
    closers.push(() => delivery.close())
    const stopLogouts = every(1_000, oidc.deliverLogouts, log)
    const stopTakingBack = every(2_000, createTakeBack({ storage }), log)
    const stopReminding = every(2_000, () => reminders.run(), log)
    const stopKeeping = every(60_000, createKeepReadiness({ storage, decide: createDecide({ storage, gatherFacts: facts }) }), log)
    const stopSweeping = every(60_000, () => storage.protocol.purgeExpired(1_000), log)
    closers.push(stopLogouts, stopTakingBack, stopReminding, stopKeeping, stopSweeping)
    return { banner: demo?.banner ?? `Tegata serves ${publicUrl.origin}\n`, close: closeAll }
  } catch (error) {
    await closeAll()
    throw error
  }
}

const portTaken = ({ demo, listen: { port } }: Config): string =>
  demo ? `Port ${port} is in use, perhaps by Keycloak. Start on another one: PORT=${port + 10} npx -y pnpm@12 start`
    : `Port ${port} is in use. Choose another one with TEGATA_LISTEN.`

const phoneFileOf = (config: Config): string => join(config.TEGATA_DATA_DIR, 'demo-phone.json')

/** Demo mode: a mail server of its own, the mailbox and clock pages, and beside it the sample application and phone. */
async function openDemo(config: Config, { storage, publicUrl, compose, hashing }: Parts) {
  // Whoever serves for real neither waits for these nor holds them in memory.
  const [{ startDemo }, { demoBanner }, { startMailbox }, { devRoutes }, { seedDemo }] = await Promise.all([
    import('@tegata/demo'), import('./dev/banner.ts'), import('./dev/mailbox.ts'), import('./dev/routes.ts'), import('./dev/seed/seed-demo.ts'),
  ])
  const demoPort = config.listen.port + 1
  const demoUrl = `http://localhost:${demoPort}`
  const phoneFile = phoneFileOf(config)
  const mailbox = await startMailbox({ directory: join(config.TEGATA_DATA_DIR, 'demo-mail'), now: storage.clock.now })
  return {
    mailbox,
    banner: demoBanner({ publicUrl, demoUrl }),
    seed: () => seedDemo({ storage, publicUrl, demoUrl, phoneFile, compose, mailbox, hashPassword: hashing.hash }),
    routes: devRoutes({ mailbox, clock: storage.clock, realm: () => storage.realms.find('demo'), demoUrl }),
    close: () => mailbox.close(),
    async serveSample() {
      try {
        const sample = await startDemo({ port: demoPort, issuer: `${publicUrl.origin}/realms/demo`, frontIssuer: `${publicUrl.origin}/realms/front`, phoneFile, now: storage.clock.now })
        return sample.close
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
          throw new Sentence(`Port ${demoPort}, where the sample application goes, is in use. Start on other ones: PORT=${demoPort + 9} npx -y pnpm@12 start`)
        }
        throw error
      }
    },
  }
}

/** Repeats a piece of work, never twice at the same time; a failure is logged and tried again. Answers how to stop. */
function every(pauseMs: number, work: () => Promise<unknown>, log: Logger): () => Promise<void> {
  let stopped = false
  let timer: NodeJS.Timeout
  let running: Promise<void> = Promise.resolve()
  const turn = () => {
    running = work().then(() => undefined, (error: unknown) => log.warn({ err: plain(error) }, 'work in the background failed; it is tried again'))
    void running.then(() => {
      if (!stopped) timer = setTimeout(turn, pauseMs)
    })
  }
  timer = setTimeout(turn, pauseMs)
  return async () => {
    stopped = true
    clearTimeout(timer)
    await running
  }
}

/** What a command of the host works with: the same parts, and the REST API over the loopback of this process. */
export async function openHouse(config: Config, { manyWrites = false }: Opening = {}): Promise<House> {
  const log = pino({ level: 'silent' })
  const parts = await openParts(config, log, { demoClock: false, countEvent: () => undefined, manyWrites })
  const { storage, letters, canMail } = parts
  const api = createOperatorApi({ storage, handle: composeApplication(config, parts, { log, mailServer: config.TEGATA_SMTP_URL, canMail, observe: () => undefined, more: [] }) })
  return {
    storage: storage satisfies Storage, letters, canMail,
    operatorToken: (realm, operator) => makeOperatorToken({ storage }, realm, operator),
    api: api.of,
    people: createOperatorPeople(adminParts(parts, canMail)),
    close: async () => {
      await api.close()
      await storage.close()
    },
  }
}

