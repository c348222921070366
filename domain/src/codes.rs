//! Closed sets of codes: the identifier in tables, JSON and URLs, and the field's own Chinese term.

/// A closed set of codes.
pub trait Coded: Copy + Sized + 'static {
    /// All members, in the order people expect them.
    const ALL: &'static [Self];
    /// The identifier used in tables and JSON.
    fn code(self) -> &'static str;
    /// The standard Chinese term (`domain.md` §2–3), as lists, imports and exports write it.
    fn label(self) -> &'static str;

    /// The member with this identifier.
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|member| member.code() == code)
    }

    /// The member with this identifier or this Chinese term.
    fn from_code_or_label(text: &str) -> Option<Self> {
        Self::from_code(text).or_else(|| {
            Self::ALL
                .iter()
                .copied()
                .find(|member| member.label() == text)
        })
    }
}

/// Declares an enum as a [`Coded`] set that serialises as its identifier.
#[macro_export]
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($member:ident = $code:literal $label:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $(#[doc = $label] #[serde(rename = $code)] $member,)+
        }

        $crate::from_code!($name { $($member = $code),+ });

        impl $crate::codes::Coded for $name {
            const ALL: &'static [Self] = &[$(Self::$member),+];

            fn code(self) -> &'static str {
                match self { $(Self::$member => $code),+ }
            }

            fn label(self) -> &'static str {
                match self { $(Self::$member => $label),+ }
            }
        }
    };
}

coded!(
    /// The language a person reads the pages in, as HTML's `lang` names it.
    Language { Chinese = "zh-CN" "中文", English = "en" "English" }
);
coded!(
    /// How a visit took place.
    ServiceMode { Onsite = "onsite" "实地", Phone = "phone" "电话", Online = "online" "线上" }
);
coded!(
    /// Whose log it is.
    LogType { Personal = "personal" "个人日志", Team = "team" "团队日志" }
);
coded!(
    /// Whom a visit served.
    TargetKind {
        FarmerHousehold = "farmer_household" "农户",
        VillageCollective = "village_collective" "村集体",
        Cooperative = "cooperative" "合作社",
        PovertyExitedHousehold = "poverty_exited_household" "脱贫户",
        FamilyFarm = "family_farm" "家庭农场",
        Enterprise = "enterprise" "企业",
        Park = "park" "园区",
        StarSpace = "star_space" "星创天地",
        Other = "other" "其他",
    }
);
coded!(
    /// The five actions of the Ganzhou plan.
    ActionKind {
        TechAssistance = "tech_assistance" "科技帮扶",
        TechTransfer = "tech_transfer" "成果转化",
        TalentStartup = "talent_startup" "人才创业",
        LeaderTraining = "leader_training" "脱贫带头人培养",
        TechForPeople = "tech_for_people" "科技惠民",
    }
);
coded!(
    /// The eight service kinds of GB/T 43348-2023.
    ServiceKind {
        Guidance = "guidance" "业务指导",
        SkillTraining = "skill_training" "技能培训",
        TechExtension = "tech_extension" "技术成果引进和推广",
        PolicyBriefing = "policy_briefing" "政策宣讲",
        SciPop = "sci_pop" "科普宣传",
        Rnd = "rnd" "科技研发",
        TalentDevelopment = "talent_development" "人才培养",
        InnovationStartup = "innovation_startup" "创新创业",
    }
);
coded!(
    /// Why a visit carries no position.
    PositionAbsent { Denied = "denied" "未授权", NoFix = "no_fix" "没有定位到", Skipped = "skipped" "未采集" }
);
coded!(
    /// How the served side confirmed a visit.
    ConfirmMethod {
        OnScreenSignature = "on_screen_signature" "屏幕签名",
        StampedFormPhoto = "stamped_form_photo" "盖章确认书照片",
        SmsCode = "sms_code" "短信验证码",
        ReviewerPhoneCheck = "reviewer_phone_check" "审核人电话核实",
        None = "none" "未确认",
    }
);
coded!(
    /// The form of a training.
    TrainingForm {
        Classroom = "classroom" "集中授课",
        Field = "field" "田间现场",
        Observation = "observation" "观摩",
        OnlineLive = "online_live" "线上直播",
        NightSchool = "night_school" "夜校",
    }
);
coded!(
    /// Who organised a training.
    Organiser {
        Commissioner = "commissioner" "科技特派员",
        Team = "team" "科技特派团（队）",
        Unit = "unit" "派出单位",
        Township = "township" "乡镇",
        County = "county" "县级部门",
        City = "city" "市级部门",
        Other = "other" "其他",
    }
);
coded!(
    /// What a record is.
    RecordKind { Visit = "visit" "服务", Training = "training" "培训" }
);
coded!(
    /// Where a record stands (contract §3).
    Status {
        Draft = "draft" "草稿",
        Submitted = "submitted" "待审核",
        Verified = "verified" "乡镇已核",
        Approved = "approved" "已通过",
        Locked = "locked" "已锁定",
        Returned = "returned" "退回",
        Voided = "voided" "作废",
        Discarded = "discarded" "已删除",
    }
);
coded!(
    /// What a reviewer decides.
    Decision { Approve = "approve" "通过", Return = "return" "退回", Void = "void" "作废", Reopen = "reopen" "退回更正" }
);
coded!(
    /// The role of an account.
    Role {
        Commissioner = "commissioner" "科技特派员",
        TownshipCoordinator = "township_coordinator" "乡镇统筹员",
        UnitAdmin = "unit_admin" "派出单位管理员",
        CountyStaff = "county_staff" "县科技局",
        CityStaff = "city_staff" "市科技局",
        Admin = "admin" "系统管理员",
    }
);
coded!(
    /// What kind of commissioner a person or organisation is.
    CommissionerKind { Individual = "individual" "自然人", Team = "team" "团队", LegalEntity = "legal_entity" "法人", Reverse = "reverse" "反向" }
);
coded!(
    /// A professional title's level.
    TitleLevel {
        Senior = "senior" "正高",
        AssociateSenior = "associate_senior" "副高",
        Intermediate = "intermediate" "中级",
        Junior = "junior" "初级",
        None = "none" "无",
    }
);
coded!(
    /// Who sends a commissioner, a team or designates a village.
    DispatchLevel {
        NationalThreeArea = "national_three_area" "国家（三区）",
        Nation = "nation" "国家级",
        Province = "province" "省级",
        City = "city" "市级",
        County = "county" "县级",
        University = "university" "校派",
    }
);
coded!(
    /// The kind of a team.
    TeamKind {
        CommissionerTeam = "commissioner_team" "科技特派团",
        PovertyAlleviationTeam = "poverty_alleviation_team" "科技扶贫队",
        ServiceTeam = "service_team" "科技服务团",
        YouthSquad = "youth_squad" "青年小分队",
    }
);
coded!(
    /// A person's part in a team.
    TeamRole { Leader = "leader" "团长", Member = "member" "团员", AdminLeader = "admin_leader" "行政团长", TechLeader = "tech_leader" "技术团长" }
);
coded!(
    /// The kind of a village's designation.
    DesignationKind {
        PovertyVillage = "poverty_village" "贫困村",
        DeepPovertyVillage = "deep_poverty_village" "深度贫困村",
        PovertyExitedVillage = "poverty_exited_village" "脱贫村",
        KeyAssistanceVillage = "key_assistance_village" "乡村振兴重点帮扶村",
    }
);

impl TeamRole {
    /// Whether this membership lets a person read the team's records.
    #[must_use]
    pub const fn leads(self) -> bool {
        !matches!(self, Self::Member)
    }
}

impl Status {
    /// Whether a record in this state counts in a figure's `value`.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Approved | Self::Locked)
    }

    /// Whether approval is still to come: a figure's `pending`.
    #[must_use]
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Submitted | Self::Verified)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_and_its_term_name_the_same_member() {
        assert_eq!(
            TitleLevel::from_code_or_label("副高"),
            Some(TitleLevel::AssociateSenior)
        );
        assert_eq!(
            TitleLevel::from_code("associate_senior"),
            Some(TitleLevel::AssociateSenior)
        );
        assert_eq!(ServiceMode::from_code("teleport"), None);
        assert_eq!(
            serde_json::to_string(&ServiceMode::Onsite).unwrap(),
            "\"onsite\""
        );
    }
}
