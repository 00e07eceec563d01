import type { RouteRecordRaw } from 'vue-router'

export const policyGroupRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/access-policy-groups',
    name: 'policy-groups',
    component: () => import('./list/GroupList.vue'),
    meta: { title: 'policyGroups.title', permission: 'policy.read' },
  },
  {
    path: '/access-policy-groups/:policyGroupId([0-9a-f-]{36})',
    name: 'policy-group',
    component: () => import('./edit/EditGroup.vue'),
    props: true,
    meta: { title: 'policyGroups.title', permission: 'policy.read' },
  },
]
