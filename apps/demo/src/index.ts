import { createApplication } from './application.ts'
import { phoneRoutes } from './phone/routes.ts'
import { createSite } from './serve.ts'
import { staticRoutes } from './static-files.ts'

export type DemoOptions = {
  /** 0 takes a free one. */
  port: number
  /** The realm that the applications sign in at, for example http://localhost:8080/realms/demo. */
  issuer: string
  /** The realm that stands in front of another provider, for the one application that signs in there. */
  frontIssuer: string
  /** JSON list of the keys that the demo phone shows. */
  phoneFile: string
  host?: string
  /** How browsers reach this server; http://localhost:{port} when not given. */
  publicUrl?: string
  /** The clock of the phone, in epoch milliseconds. */
  now?: () => number
}

export type Demo = { url: string; close: () => Promise<void> }

/** Every acr that says at least "a one-time code was proved". */
const payrollDemands = { acr: 'urn:tegata:acr:code', isMetBy: ['urn:tegata:acr:code', '2', '3', 'phr'] }

/**
 * Starts the sample applications and the demo phone on one address of this computer.
 * The provider need not run yet. Rejects as `server.listen` does (EADDRINUSE when the port is taken).
 */
export async function startDemo({ port, issuer, frontIssuer, phoneFile, host = '127.0.0.1', publicUrl, now = Date.now }: DemoOptions): Promise<Demo> {
  let own = new URL(publicUrl ?? `http://localhost:${port}`)
  const provider = new URL(issuer)
  const common = { issuer: provider, publicUrl: () => own, now: Date.now }

  const server = createSite({
    providerOrigin: provider.origin,
    publicUrl: () => own,
    routes: [
      ...createApplication({ ...common, name: 'wiki', clientId: 'wiki', base: '', demands: null }),
      ...createApplication({ ...common, name: 'calendar', clientId: 'calendar', base: '/calendar', demands: null }),
      ...createApplication({ ...common, name: 'payroll', clientId: 'payroll', base: '/payroll', demands: payrollDemands }),
      ...createApplication({ ...common, issuer: new URL(frontIssuer), name: 'front', clientId: 'wiki-front', base: '/front', demands: null }),
      ...phoneRoutes({ phoneFile, now }),
      ...await staticRoutes(),
    ],
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  if (publicUrl === undefined && typeof address === 'object' && address !== null) own = new URL(`http://localhost:${address.port}`)

  return {
    url: own.origin,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}
