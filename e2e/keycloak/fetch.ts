// Gets the Keycloak that judges us: from Maven Central through Maven, kept outside the repository, unpacked for one run.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

const version = '26.7.3'
const sha256 = '77657f30b7e90d70f727712ce1c967f430fd6a5e9f458d32d8c6df0635345f47'
const name = `keycloak-quarkus-dist-${version}.tar.gz`
/** Seen starting on 17 and on 25; its own image has 21. */
const oldestJava = 17

export type Fetched = { ok: true; version: string; archive: string; java: string; javaVersion: number } | { ok: false; missing: string }

/** The archive, verified, and a Java to run it; or the sentence that says what is missing here. */
export async function fetchKeycloak(): Promise<Fetched> {
  const java = findJava()
  if (java === undefined) return { ok: false, missing: `no Java of version ${oldestJava} or later (looked at JAVA_HOME, PATH and /usr/lib/jvm); install one, on Debian with: apt-get install --no-install-recommends default-jre-headless` }
  const folder = process.env.TEGATA_KEYCLOAK_DIR ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tegata')
  const archive = join(folder, name)
  mkdirSync(folder, { recursive: true })
  if (!existsSync(archive)) {
    const missing = download(folder, java.home)
    if (missing !== null) return { ok: false, missing }
  }
  if ((await sumOf(archive)) !== sha256) {
    rmSync(archive)
    return { ok: false, missing: `${archive} was not the Keycloak ${version} that we know by its SHA-256, and is removed; run this again` }
  }
  return { ok: true, version, archive, java: java.home, javaVersion: java.version }
}

/** Unpacks it into a new directory of its own; whoever asked removes that. */
export function unpackKeycloak(archive: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tegata-keycloak-'))
  const { status, stderr } = spawnSync('tar', ['xzf', archive, '-C', folder, '--strip-components=1'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${archive} could not be unpacked: ${stderr}`)
  return folder
}

function download(folder: string, javaHome: string): string | null {
  // Half of a file must never stand where the whole is expected.
  const arriving = mkdtempSync(join(folder, 'arriving-'))
  try {
    const { status, error, stdout } = spawnSync('mvn', [
      '--batch-mode', '--quiet', '--strict-checksums', 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy',
      `-Dartifact=org.keycloak:keycloak-quarkus-dist:${version}:tar.gz`, `-DoutputDirectory=${arriving}`,
    ], { cwd: arriving, encoding: 'utf8', timeout: 5 * 60_000, env: { ...process.env, JAVA_HOME: javaHome } })
    if (error !== undefined && 'code' in error && error.code === 'ENOENT') return 'no Maven to fetch Keycloak with; on Debian: apt-get install --no-install-recommends maven'
    if (status !== 0) return `Maven Central could not be reached, or has no Keycloak ${version}:\n${stdout.trim().split('\n').slice(0, 5).join('\n')}`
    renameSync(join(arriving, name), join(folder, name))
    return null
  } finally {
    rmSync(arriving, { recursive: true, force: true })
  }
}

async function sumOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/** What `JAVA_HOME` names, if it will do; otherwise the newest up to 25, the last that this Keycloak knows, and a later one before none. */
function findJava(): { home: string; version: number } | undefined {
  const homes = [
    process.env.JAVA_HOME,
    ...(process.env.PATH ?? '').split(delimiter).filter((folder) => existsSync(join(folder, 'java'))).map((folder) => homeOf(join(folder, 'java'))),
    ...(existsSync('/usr/lib/jvm') ? readdirSync('/usr/lib/jvm').map((each) => join('/usr/lib/jvm', each)) : []),
  ].filter((home) => home !== undefined && existsSync(join(home, 'bin', 'java')))
  const rank = (found: number) => found <= 25 ? found : -found
  return [...new Set(homes)].flatMap((home) => {
    const found = home === undefined ? 0 : versionOf(home)
    return home === undefined || found < oldestJava ? [] : [{ home, version: found }]
  }).toSorted((one, other) => Number(other.home === process.env.JAVA_HOME) - Number(one.home === process.env.JAVA_HOME) || rank(other.version) - rank(one.version))[0]
}

const settingsOf = (java: string): string => spawnSync(java, ['-XshowSettings:properties', '-version'], { encoding: 'utf8', timeout: 30_000 }).stderr ?? ''
const homeOf = (java: string): string | undefined => /java\.home = (.+)/.exec(settingsOf(java))?.[1]?.trim()
const versionOf = (home: string): number => Number(/java\.specification\.version = (\d+)\s/.exec(settingsOf(join(home, 'bin', 'java')))?.[1] ?? 0)

if (import.meta.main) {
  const fetched = await fetchKeycloak()
  if (fetched.ok) console.log(`Keycloak ${fetched.version} on Java ${fetched.javaVersion}`)
  else console.error(`Keycloak is not here: ${fetched.missing}`)
  process.exitCode = fetched.ok ? 0 : 1
}
