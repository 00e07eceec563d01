import type { RouteRecordRaw } from 'vue-router'

export const upstreamRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/identity-providers',
    name: 'upstreams',
    component: () => import('./list/UpstreamList.vue'),
    meta: { title: 'upstreams.title', permission: 'upstreams.read' },
  },
  {
    path: '/add-identity-provider',
    name: 'add-upstream',
    component: () => import('./add/AddUpstream.vue'),
    meta: { title: 'upstreams.add', permission: 'upstreams.write' },
  },
  {
    path: '/identity-providers/:alias',
    name: 'upstream',
    component: () => import('./edit/EditUpstream.vue'),
    props: true,
    meta: { title: 'upstreams.title', permission: 'upstreams.read' },
  },
]
