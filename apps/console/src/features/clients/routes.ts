import type { RouteRecordRaw } from 'vue-router'

export const clientRoutes: readonly RouteRecordRaw[] = [
  { path: '/applications', name: 'clients', component: () => import('./ClientList.vue'), meta: { title: 'clients.title', permission: 'clients.read' } },
  { path: '/applications/add', name: 'add-client', component: () => import('./AddClient.vue'), meta: { title: 'clients.add.title', permission: 'clients.write' } },
  { path: '/application/:clientId', name: 'client', component: () => import('./detail/EditClient.vue'), props: true, meta: { title: 'clients.title', permission: 'clients.read' } },
]
