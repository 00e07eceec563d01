import type { Words } from '../i18n.ts'

const shared: Words['shared'] = {
  sign: {
    'name': '이름에 들어 있는 말: ‘{word}’', 'one-mailbox': '{others} 계정과 같은 메일함으로 메일이 갑니다', 'browsers': '30일 이내에 새 브라우저 {count}개가 사용되었습니다',
    'networks': '동시에 네트워크 {count}곳에서 로그인되어 있습니다', 'at-once': '한 시간 안에 브라우저 {count}개에서 사용되었습니다', 'authenticators': '이름이 서로 다른 인증 수단이 {count}개 있습니다',
  },
  list: {
    open: '공유로 보이는 계정', title: '여러 사람이 함께 쓰는 것으로 보이는 계정',
    lead: '코드는 한 사람의 것입니다. 여러 사람이 쓰는 것으로 보이는 계정을 그 이유와 함께 보여 줍니다. 이 목록에 나온다고 표시가 붙지는 않습니다. 계정을 열면 공유로 표시하거나, 쓰는 사람마다 개인 계정을 만들어 줄 수 있습니다.',
    looking: '{looked}명을 확인했고 {found}건을 찾았습니다…', stopped: '{looked}명까지 확인하고 멈췄습니다. 지금까지 {found}건을 찾았습니다.', done: '모두 확인했습니다. {found}건을 찾았습니다. | 모두 확인했습니다. {found}건을 찾았습니다.',
    never: '로그인한 적 없음', none: { title: '공유로 보이는 계정이 없습니다', text: '이름, 메일함, 브라우저, 인증 수단 어디에도 여러 사람이 쓰는 흔적이 없습니다. 이미 공유로 표시된 계정과 비활성 계정은 제외했습니다.' },
  },
  card: {
    title: '쓰는 사람', mark: '공유로 표시', unmark: '한 사람의 계정으로', split: '개인 계정으로 분리…',
    marked: '공유로 표시된 계정입니다. 강제 규칙으로 이런 계정을 거부할 수 있습니다.', likely: '여러 사람이 쓰는 것으로 보입니다.', one: '여러 사람이 쓰는 흔적이 없습니다.',
  },
  split: {
    title: '{name}: 개인 계정으로 분리', text: '이 계정을 쓰는 사람마다 개인 계정을 만듭니다. 실행하기 전에 무슨 일이 일어나는지 확인할 수 있습니다.',
    person: '{n}번째 사람', another: '사람 추가', removePerson: '{n}번째 사람 빼기', twice: '여기에서 이미 사용했습니다.',
    field: { familyName: '성', givenName: '이름', username: '사용자 이름', email: '이메일' },
    takeOver: '넘겨받는 것', nothingToTake: '이 계정에는 넘겨줄 역할, 그룹, 부서, 액세스 정책 그룹이 없습니다.', notYours: '본인이 갖고 있지 않은 권한은 줄 수 없습니다.',
    roleIds: '역할: {name}', groupIds: '그룹: {name}', department: '부서: {name}', policyGroup: '액세스 정책 그룹: {name}',
    otpRequired: 'OTP 설정 켜기(각자 코드를 등록합니다)', sendSetupMail: '설정 메일 보내기', noMail: '이 렐름에서는 메일이 나가지 않습니다. 각자의 페이지에서 설정 안내문을 인쇄하세요.',
    accountQuestion: '원래 계정은 어떻게 할까요?', account: { disable: '비활성화', mark: '공유로 표시', keep: '그대로 두기' },
    accountHelp: { disable: '공유로 표시하고 아무도 로그인할 수 없게 합니다.', mark: '강제 규칙이 공유 계정을 거부할 때까지 그대로 쓸 수 있습니다.', keep: '나중에 더 추가할 사람이 있을 때 선택합니다.' },
    reason: '이유(감사 로그에 남습니다)', look: '무슨 일이 일어나는지 보기', back: '내용 바꾸기', do: '실행 | 계정 {count}개 만들기 | 계정 {count}개 만들기',
    willHappen: '다음과 같이 진행됩니다.', createdMail: '계정을 만들고 설정 메일을 보냅니다', created: '계정을 만듭니다', there: '이 분리로 이미 만들어졌습니다. 아무 일도 하지 않습니다',
    takes: '새 사람이 넘겨받는 것: {what}', takesNothing: '넘겨받는 것은 없습니다.',
    will: { disable: '원래 계정을 공유로 표시하고 비활성화합니다. | 원래 계정을 공유로 표시하고 비활성화합니다. 세션 {count}개가 종료됩니다. | 원래 계정을 공유로 표시하고 비활성화합니다. 세션 {count}개가 종료됩니다.', mark: '원래 계정을 공유로 표시합니다. 계속 쓸 수 있습니다.', keep: '원래 계정은 그대로입니다.' },
    done: '완료했습니다. 새로 만든 사람은 없습니다. | {count}명에게 개인 계정을 만들었습니다. | {count}명에게 개인 계정을 만들었습니다.',
  },
}

export default shared
