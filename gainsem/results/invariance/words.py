"""The words of the paragraph for a paper, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Phrases = Mapping[str, str]

ENGLISH: Phrases = MappingProxyType(
    {
        "opening": "Measurement invariance across {variable} ({groups}) was tested with a series"
        " of increasingly restricted multiple-group models ({estimator}{ordinal}).",
        "ordinal": ", items treated as ordinal",
        "group": "{name}, n = {n}",
        "many": "{count} groups, n = {least} to {most}",
        "configural": "The configural model, with the same items on the same factors in every"
        " group, had the following fit: {fit}.",
        "no_configural": "The configural model could not be estimated.",
        "thresholds": "the thresholds",
        "loadings": "the loadings",
        "intercepts": "the intercepts",
        "residuals": "the residual variances",
        "structural": "what the level “{name}” adds",
        "holds": "Holding {what} equal ({name}){freed} did not worsen fit by more than the"
        " conventional limits ({change}{test}).",
        "mixed": "For equality of {what} ({name}){freed} the evidence was mixed: some indices"
        " changed by more than the conventional limits, others did not ({change}{test}).",
        "fails": "Equality of {what} ({name}){freed} was not supported ({change}{test}).",
        "fails_test": "Equality of {what} ({name}){freed} was rejected ({test}).",
        "holds_test": "Equality of {what} ({name}){freed} was not rejected ({test}).",
        "mixed_test": "Equality of {what} ({name}){freed} could not be judged.",
        "not_fitted": "The model with equal values of {what} ({name}) could not be estimated.",
        "freed": ", with {parameters} estimated freely in the groups,",
        "cutoffs": "Changes of fit were judged by the cut-offs of {cited}.",
        "misfit": "These conclusions are in doubt, because the configural model itself fits badly:"
        " what the levels make equal may be parameters of a wrong model.",
        "end_none": "The study therefore gives no ground for comparing the groups.",
        "end_configural": "Only configural invariance was established, so neither the relations"
        " nor the means of the factors can be compared between the groups.",
        "end_thresholds": "The thresholds can be taken as equal but the loadings cannot, so"
        " neither the relations nor the means of the factors can be compared between the groups.",
        "end_loadings": "Metric invariance was established: relations between the factors can be"
        " compared between the groups, their means cannot.",
        "end_intercepts": "Scalar invariance was established: relations between the factors and"
        " their means can be compared between the groups.",
        "end_residuals": "Strict invariance was established: factor means, and differences"
        " between the groups in observed scores, can be compared.",
        "end_structural": "The measurement of the factors and what the level “{name}” adds can be"
        " taken as equal in all groups.",
        "partial": "Invariance is partial: {parameters} differ between the groups.",
        "mean": "Compared with {reference}, the mean of {factor} in {group} was {effect} latent"
        " standard deviations {direction} (95% CI [{lower}, {upper}]).",
        "higher": "higher",
        "lower": "lower",
        "bias": "The largest item effect was that of {item} in {group} (dMACS = {dmacs}).",
        "alignment": "Alignment optimisation ({method}) was used to compare the means"
        " of {count} groups without exact invariance; {share} of the measurement parameters"
        " differed between groups, {judgement} the limit of {limit} up to which its results are"
        " regarded as trustworthy (Muthén & Asparouhov, 2014).",
        "within": "within",
        "beyond": "above",
        "fixed": "fixed",
        "free": "free",
        "recovered": "In simulated studies the true factor means of the groups correlated"
        " {value} with the estimated ones.",
        "delta": "Δ{measure} = {value}",
        "test": "; Δχ²({df}) = {statistic}, p {p}",
        "test_alone": "Δχ²({df}) = {statistic}, p {p}",
        "gap": " ",
        "comma": ", ",
        "and": " and ",
        "semicolon": "; ",
        "open": "({text})",
    }
)
CHINESE: Phrases = MappingProxyType(
    {
        "opening": "采用多组结构方程模型，逐步增加等值约束，检验测量模型"
        "在不同{variable}（{groups}）之间的测量等值性（估计方法：{estimator}{ordinal}）。",
        "ordinal": "，题目按有序变量处理",
        "group": "{name}，n = {n}",
        "many": "共 {count} 组，每组 n = {least} 至 {most}",
        "configural": "形态等值模型（各组的因子与题目的对应关系相同）的拟合情况为：{fit}。",
        "no_configural": "形态等值模型无法估计。",
        "thresholds": "阈值",
        "loadings": "因子载荷",
        "intercepts": "截距",
        "residuals": "残差方差",
        "structural": "“{name}”一步所加的参数",
        "holds": "限定各组{what}相等（{name}）{freed}后，"
        "拟合指数的变化未超过常用界值（{change}{test}）。",
        "mixed": "限定各组{what}相等（{name}）{freed}后，部分拟合指数的变化超过常用界值，"
        "部分未超过，证据不一致（{change}{test}）。",
        "fails": "限定各组{what}相等（{name}）{freed}后，"
        "拟合明显变差，该等值假设未得到支持（{change}{test}）。",
        "fails_test": "各组{what}相等（{name}）{freed}的假设被拒绝（{test}）。",
        "holds_test": "各组{what}相等（{name}）{freed}的假设未被拒绝（{test}）。",
        "mixed_test": "各组{what}是否相等（{name}）{freed}无法判断。",
        "not_fitted": "限定各组{what}相等的模型（{name}）无法估计。",
        "freed": "（其中{parameters}在各组自由估计）",
        "cutoffs": "拟合指数变化的判断依据 {cited} 提出的界值。",
        "misfit": "但形态等值模型本身拟合不佳，各层级限定相等的可能是错误模型的参数，"
        "因此上述结论存疑。",
        "end_none": "因此，本研究没有依据对各组进行比较。",
        "end_configural": "结果仅支持形态等值，因此各组之间的因子关系和因子均值都不宜比较。",
        "end_thresholds": "各组阈值可视为相等，但因子载荷不等，"
        "因此各组之间的因子关系和因子均值都不宜比较。",
        "end_loadings": "结果支持弱等值（载荷等值）：可以比较各组的因子关系，但不宜比较因子均值。",
        "end_intercepts": "结果支持强等值（标量等值）：可以比较各组的因子关系和因子均值。",
        "end_residuals": "结果支持严格等值："
        "既可以比较各组的因子均值，也可以比较观测分数的组间差异。",
        "end_structural": "测量部分以及“{name}”一步所加的参数在各组之间均可视为相等。",
        "partial": "等值只是部分成立：{parameters}在各组之间存在差异。",
        "mean": "与{reference}相比，{group}的“{factor}”均值{direction} {effect} 个潜变量标准差"
        "（95% 置信区间 [{lower}, {upper}]）。",
        "higher": "高",
        "lower": "低",
        "bias": "题目层面偏差最大的是{group}的“{item}”（dMACS = {dmacs}）。",
        "alignment": "采用对齐法（{method}）在不要求完全等值的条件下比较 {count} 个组的因子均值；"
        "{share} 的测量参数在组间存在差异，"
        "{judgement} {limit} 这一结果可信的界限（Muthén & Asparouhov, 2014）。",
        "within": "未超过",
        "beyond": "超过",
        "fixed": "FIXED",
        "free": "FREE",
        "recovered": "模拟研究中，各组真实因子均值与估计值的相关为 {value}。",
        "delta": "Δ{measure} = {value}",
        "test": "；Δχ²({df}) = {statistic}，p {p}",
        "test_alone": "Δχ²({df}) = {statistic}，p {p}",
        "gap": "",
        "comma": "，",
        "and": "和",
        "semicolon": "；",
        "open": "（{text}）",
    }
)
STEP_NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "configural": "configural invariance",
            "thresholds": "threshold invariance",
            "metric": "metric invariance",
            "scalar": "scalar invariance",
            "strict": "strict invariance",
            "partial metric": "partial metric invariance",
            "partial scalar": "partial scalar invariance",
            "partial strict": "partial strict invariance",
        },
        "zh": {
            "configural": "形态等值",
            "thresholds": "阈值等值",
            "metric": "弱等值",
            "scalar": "强等值",
            "strict": "严格等值",
            "partial metric": "部分弱等值",
            "partial scalar": "部分强等值",
            "partial strict": "部分严格等值",
        },
    }
)
PHRASES: Mapping[str, Phrases] = MappingProxyType({"en": ENGLISH, "zh": CHINESE})
