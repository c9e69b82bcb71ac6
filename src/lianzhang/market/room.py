"""The room of markets: what firms need, who answers, and what of it was delivered."""

from lianzhang.kernel.rooms import NavigationEntry, Room

from .agenda import agenda
from .backings.lifecycle import BACKING
from .customers.lifecycle import CUSTOMER, CUSTOMER_CATEGORY, RANKED_GROUP
from .fairs.lifecycle import FAIR_RESULT, PARTICIPATION
from .hand_over import move_needs
from .lifecycle import EVENT, FOLLOW_UP, JUROR, MATCH, NEED
from .permissions import Permission
from .pools.lifecycle import POOL, POOL_MEMBER
from .starting import begins, seed
from .waiting import chain_part, due, search, state, waiting

MATCHES = (
    *("matches", "match", "postings", "posting", "events", "event"),
    *(
        "participation",
        "fair_result",
        "customers",
        "customer",
        "customer_category",
        "white_space",
        "ranked_groups",
        "ranked_group",
        "pools",
        "pool",
        "pool_member",
        "backing",
    ),
)

ROOM = Room(
    code="market",
    title="供需",
    navigation=(
        NavigationEntry("供需", "needs", "market", 50, Permission.READ, pages=("need", "needs_funnel", *MATCHES)),
        NavigationEntry(
            "供需", "postings", "market", 50, Permission.READ_POSTING, unless=Permission.READ, pages=MATCHES
        ),
    ),
    permissions={
        Permission.READ: "看需求",
        Permission.ENTER: "登记需求",
        Permission.CHECK: "核对和发布需求",
        Permission.READ_POSTING: "看公开的需求和自己的对接",
        Permission.MATCH: "对接需求",
        Permission.JUDGE: "评审报名",
        Permission.ARRANGE: "办对接会",
        Permission.TELL_FAIR: "记参展的接洽和结果",
        Permission.READ_CUSTOMERS: "看客户清单",
        Permission.KEEP_CUSTOMERS: "登记客户和上榜集团",
        Permission.SHOW_CUSTOMERS: "定客户给不给企业看",
        Permission.SURVEY: "看市场空白",
    },
    acts={
        f"{table.name}.{step.name}": f"{table.title}：{step.title}"
        for table in (
            NEED,
            MATCH,
            JUROR,
            FOLLOW_UP,
            EVENT,
            PARTICIPATION,
            FAIR_RESULT,
            RANKED_GROUP,
            CUSTOMER,
            CUSTOMER_CATEGORY,
            POOL,
            POOL_MEMBER,
            BACKING,
        )
        for step in table.steps.values()
    },
    facts={
        "delivered": "交付",
        "why": "为什么推荐",
        "match": "对接",
        "event": "对接会",
        "event_day": "举办日期",
        "event_kind": "活动类别",
        "seated": "排了几个对接",
        "scored": "各项得分",
        "scored_before": "原来的各项得分",
        "interest": "利害关系",
        "results": "评审结果",
        "challenge": "哪件需求",
        "listed_customer": "清单里的客户",
        "category": "采购品类",
        "category_value": "年采购额",
        "ranking": "榜单",
        "formerly": "上榜时的旧名",
        "booth": "展位",
        "leads": "接洽了几家",
        "intended": "意向金额",
        "contracted": "签约金额",
        "orders": "订单",
        "participation": "哪次参展",
        "months": "几个月后",
        "shown": "给企业看",
        "pool": "拼单",
        "pooled_by": "参加的企业",
        "pooled_need": "拼成的需求",
        "pool_named": "公开企业名称",
        "pool_leads": "愿意牵头",
        "pool_shares": "只有两家也参加",
        "answer_by": "请哪天前答复",
        "backings_shown": "给看担保明细",
        "backing_what": "担保是什么",
        "backing_debtor": "付款方",
        "backing_amount": "担保金额",
        "backing_due_on": "担保到期日",
        "backing_confirmed": "付款方确认过",
        "backing_pledged": "已经质押、转让或登记",
        "backing_note": "担保凭什么单据",
    },
    modules=(
        *("scope", "actions", "match_actions", "judge_actions", "follow_up_actions", "event_actions", "jobs"),
        *("evidence", "merging", "firm_page", "capacity_page", "posts", "customers.scope", "customers.actions"),
        *("fairs.scope", "fairs.actions", "fairs.jobs", "customers.group_sheet", "customers.customer_sheet"),
        *("pools.scope", "pools.actions", "pools.jobs", "backings.scope", "backings.actions"),
    ),
    dated_pages=("needs_funnel",),
    row_pages={
        "need": "need",
        "match": "match",
        "juror": "juror",
        "follow_up": "follow_up",
        "event": "event",
        "customer": "customer",
        "fair_result": "fair_result",
        "pool": "pool",
        "pool_member": "pool_member",
        "backing": "backing",
    },
    open_work=move_needs,
    waiting=waiting,
    due=due,
    search=search,
    chain_part=chain_part,
    agenda=agenda,
    state=state,
    seed=seed,
    begins=begins,
)
