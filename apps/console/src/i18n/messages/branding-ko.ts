import type { Words } from '../i18n.ts'

const branding: Words['branding'] = {
  title: '로그인 화면 모양',
  logo: {
    title: '로고', text: 'PNG, JPEG, WebP. 한 변은 16~1,024픽셀, 최대 150kB. SVG는 사용할 수 없습니다.', none: '로고가 없어 기본 표시가 나타납니다.', shown: '현재 로고(밝은 페이지와 어두운 페이지)',
    choose: '이미지 선택…', remove: '로고 삭제', size: '{width} × {height}픽셀', removeTitle: '로고를 삭제할까요?', removeText: '로그인 화면에 기본 표시가 다시 나타납니다.', saved: '새 로고가 로그인 화면에 표시됩니다.',
  },
  accent: {
    label: '색', help: '버튼과 링크의 색입니다. 모두 밝은 페이지와 어두운 페이지에서 잘 읽힙니다.',
    name: { indigo: '남색', teal: '청록', pine: '솔잎', plum: '자두', brick: '벽돌', graphite: '먹색' },
  },
  sentences: {
    label: '직접 쓴 안내 문구', help: '글자만, 최대 {most}자. 입력하지 않은 언어에는 아무것도 표시하지 않습니다.', page: '페이지', of: '{page}({language})', some: '표시하는 페이지: {pages}', none: '아직 안내 문구가 없습니다.',
    place: { login: '로그인', code: '코드 입력', setUp: '코드 등록', emergency: '비상용 OTP 토큰', lostCode: '코드를 사용할 수 없나요?', newPassword: '비밀번호 설정' },
  },
  preview: { title: '미리 보기', text: '입력 중인 내용으로, 사용자에게 보이는 그대로 표시합니다.', of: '“{page}” 페이지 미리 보기', language: '미리 보기 언어' },
  mailDomains: {
    label: '여기에 로그인해야 읽는 메일', help: '도메인을 한 줄에 하나씩 적어 주세요. 로그인하지 못하는 사람은 메일도 읽을 수 없으므로, 읽지 못할 메일을 보내기 전에 알려 드립니다.', fault: 'corp.example 같은 도메인이 아닌 것이 있습니다.',
    behind: '여기에 로그인해야 읽을 수 있는 메일입니다: {address}', add: '설정 메일은 처음 로그인하기 전에는 읽을 수 없습니다. 다른 주소를 쓰거나 인쇄한 설정 안내문을 전달해 주세요.',
    noWayIn: '{name} 님은 아직 비밀번호가 없어 이 메일을 읽을 수 없습니다. 전체 관리자가 다른 주소로 보내거나 인쇄한 설정 안내문을 전달할 수 있습니다.', person: '로그인할 수 없게 되면 {name} 님은 메일로 복구할 수 없습니다.',
  },
  newUserPolicyGroup: { label: '새 사용자의 정책 그룹', help: '관리자가 만들거나 ID 공급자로 로그인해 만들어진 사람은 이 그룹에 들어갑니다. 가져오기에서는 열로 지정합니다.' },
}
export default branding
