import type { RouteRecordRaw } from 'vue-router'

export const userRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/users',
    name: 'users',
    component: () => import('./list/UserList.vue'),
    meta: { title: 'users.title', permission: 'users.read' },
    children: [
      { path: 'new', name: 'add-user', component: () => import('./add/AddUser.vue'), meta: { title: 'users.add.title', permission: 'users.write' } },
    ],
  },
  {
    path: '/users/:userId([0-9a-f-]{36})',
    name: 'user',
    component: () => import('./edit/EditUser.vue'),
    props: true,
    meta: { title: 'users.edit.title', permission: 'users.read' },
  },
]
