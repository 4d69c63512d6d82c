"""The words of the paragraph for a paper, in English and in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Phrases = Mapping[str, str]

ENGLISH: Phrases = MappingProxyType(
    {
        "opening": "Gaps in latent means between groups of {variable} were estimated in a"
        " multiple-group model ({estimator}) in which {equal} were equal in all groups{freed}.",
        "equal_ordinal": "loadings, thresholds and intercepts",
        "equal": "loadings and intercepts",
        "freed": ", except the intercepts of {items}",
        "unit_pooled": "They are given in pooled latent standard deviations.",
        "unit_reference": "They are given in latent standard deviations of {reference}.",
        "compared": "Compared with {reference} (n = {n_reference}), {group} (n = {n}) {findings}.",
        "lower": "scored lower in {listed}",
        "higher": "scored higher in {listed}",
        "none": "did not differ significantly in {listed} (Holm-corrected p ≥ .05)",
        "estimate": "{factor} ({value}, 95% CI [{lower}, {upper}])",
        "adjusted": "At equal values of {adjust}{slopes}, the gaps of {group} were {listed}.",
        "slopes_equal": ", with slopes held equal",
        "slopes_pooled": "",
        "slopes_reference": "",
        "explained": "Of the gaps of {group}, differences in the covariates account for {listed}.",
        "explained_part": "{share}% in {factor}{most}",
        "most": " (mainly {covariate}: {value})",
        "path": "In the structural model, of the gaps of {group}, {listed}.",
        "path_part": "{value} in {factor} comes through {source}",
        "bias": "Had the different measurement of {items} been ignored, the gap of {group} would"
        " have been put at {listed}.",
        "bias_part": "{ignored} instead of {value} in {factor}",
        "changed": "From {since} to {until} the gap of {group} changed in {listed}.",
        "unchanged": "From {since} to {until} no change of the gap of {group} was found in"
        " {listed}.",
        "doubt": "These gaps are in doubt: {reasons}.",
        "W-EQU-08": "a model has no proper solution",
        "W-EQU-10": "equal measurement of the groups was not supported",
        "W-EQU-11": "the model itself fits badly",
        "W-EQU-12": "some groups are small",
        "searched": "Which items differ was found by an exploratory search.",
        "gap": " ",
        "comma": ", ",
        "comma_last": " and ",
        "semicolon": "; ",
        "clause": ", ",
        "clause_last": ", and ",
        "part": ", ",
        "part_last": " and ",
    }
)
CHINESE: Phrases = MappingProxyType(
    {
        "opening": "采用多组结构方程模型（{estimator}）估计各组（{variable}）之间的潜变量均值差距，"
        "各组的{equal}设为相等{freed}。",
        "equal_ordinal": "因子载荷、阈值和截距",
        "equal": "因子载荷和截距",
        "freed": "（{items}的截距除外）",
        "unit_pooled": "差距以合并的潜变量标准差为单位。",
        "unit_reference": "差距以{reference}的潜变量标准差为单位。",
        "compared": "与{reference}（n = {n_reference}）相比，{group}（n = {n}）{findings}。",
        "lower": "在{listed}上得分较低",
        "higher": "在{listed}上得分较高",
        "none": "在{listed}上差异不显著（经 Holm 校正，p ≥ .05）",
        "estimate": "“{factor}”（{value}，95% CI [{lower}, {upper}]）",
        "adjusted": "在{adjust}取值相同的条件下{slopes}，{group}的差距为：{listed}。",
        "slopes_equal": "（各组斜率设为相等）",
        "slopes_pooled": "",
        "slopes_reference": "",
        "explained": "协变量的组间差异可以解释{group}的部分差距：{listed}。",
        "explained_part": "“{factor}”的 {share}%{most}",
        "most": "（主要来自{covariate}：{value}）",
        "path": "结构模型中，{group}的差距部分经由其他变量产生：{listed}。",
        "path_part": "“{factor}”有 {value} 来自“{source}”",
        "bias": "若忽略{items}的测量偏差，{group}的差距会被误估：{listed}。",
        "bias_part": "“{factor}”为 {ignored} 而不是 {value}",
        "changed": "从{since}到{until}，{group}的差距在{listed}上发生了变化。",
        "unchanged": "从{since}到{until}，{group}在{listed}上的差距未见显著变化。",
        "doubt": "以上差距存疑：{reasons}。",
        "W-EQU-08": "有模型未得到合理的解",
        "W-EQU-10": "各组测量等值未得到支持",
        "W-EQU-11": "模型本身拟合不佳",
        "W-EQU-12": "部分组的样本量较小",
        "searched": "哪些题目不等值由探索性搜索得出。",
        "gap": "",
        "comma": "、",
        "comma_last": "和",
        "semicolon": "；",
        "clause": "，",
        "clause_last": "，",
        "part": "；",
        "part_last": "；",
    }
)
PHRASES: Mapping[str, Phrases] = MappingProxyType({"en": ENGLISH, "zh": CHINESE})
