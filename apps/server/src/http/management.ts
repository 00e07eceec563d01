import { createServer, type Server } from 'node:http'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

/** What is measured. Labels are route patterns and outcomes, never a name, an address or an id. */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'tegata_http_request_seconds',
    help: 'Time to answer a request, by route pattern.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  })
  const mails = new Counter({ name: 'tegata_mails_total', help: 'Mails handed over, by outcome.', labelNames: ['outcome'] as const, registers: [registry] })
  const events = new Counter({
    name: 'tegata_events_total',
    help: 'Events of the audit log: sign-ins, passwords, codes, resets, changes; by type, outcome and coded reason.',
    labelNames: ['type', 'outcome', 'reason'] as const,
    registers: [registry],
  })
  return {
    registry,
    observeRequest: ({ method, route, status, seconds }: { method: string; route: string; status: number; seconds: number }) =>
      requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, seconds),
    countMail: (outcome: 'sent' | 'refused' | 'given-up' | 'later') => mails.inc({ outcome }),
    countEvent: (event: { type: string; outcome: string; reason: string }) => events.inc(event),
    /** How far this machine's clock is from the database's. */
    showClockSkew: (skewMs: () => number) => new Gauge({
      name: 'tegata_clock_skew_seconds', help: 'This machine’s clock beside the database’s.', registers: [registry],
      collect() {
        this.set(skewMs() / 1000)
      },
    }),
  }
}

type Needs = {
  registry: Registry
  /** Not ready: the database is away, or the clock is more than 5 s off. */
  ready(): Promise<{ ok: true } | { ok: false; reason: string }>
}

/** The port for operators: liveness, readiness and metrics. Never on the public address. */
export function createManagement({ registry, ready }: Needs): Server {
  return createServer((req, res) => {
    const answer = (status: number, type: string, body: string) => {
      res.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
      res.end(body)
    }
    const respond = async () => {
      if (req.method !== 'GET' && req.method !== 'HEAD') return answer(405, 'text/plain', 'GET only\n')
      if (req.url === '/health/live') return answer(200, 'application/json', '{"status":"UP"}\n')
      if (req.url === '/health/ready') {
        const state = await ready()
        return answer(state.ok ? 200 : 503, 'application/json', `${JSON.stringify(state.ok ? { status: 'UP' } : { status: 'DOWN', reason: state.reason })}\n`)
      }
      if (req.url === '/metrics') return answer(200, registry.contentType, await registry.metrics())
      return answer(404, 'text/plain', 'Here are /health/live, /health/ready and /metrics.\n')
    }
    respond().catch(() => answer(503, 'application/json', '{"status":"DOWN","reason":"the database does not answer"}\n'))
  })
}
