"""The words of the scree picture, in English and Chinese."""

from __future__ import annotations

TEXTS = {
    "en": {
        "title": "How many factors?",
        "verdict": "{n}, named by {votes} of {voters} rules",
        "facts": "{items} items, {n} respondents, {kind} correlations; {draws} draws",
        "components": "Components: eigenvalues of the correlations",
        "factors": "Factors: with communalities in the diagonal",
        "observed": "Answers",
        "limit": "Chance, {percent}",
        "mean": "Chance, mean",
        "reference": "Empirical Kaiser criterion",
        "number": "Number",
        "rules": "What each rule says",
        "axis": "Number of factors",
        "votes": "Dark: rules that vote. Light: for comparison.",
        "note": "Filled points lie above chance, from the first in a row.",
        "none": "no verdict",
    },
    "zh": {
        "title": "应提取几个因子？",
        "verdict": "{n} 个（{voters} 条准则中有 {votes} 条支持）",
        "facts": "{items} 个题项，{n} 名受访者，{kind}相关；随机抽取 {draws} 次",
        "components": "主成分：相关矩阵的特征值",
        "factors": "公因子：对角线为共同度",
        "observed": "实际数据",
        "limit": "随机数据（{percent} 分位数）",
        "mean": "随机数据（均值）",
        "reference": "经验 Kaiser 准则",
        "number": "序号",
        "rules": "各准则的结论",
        "axis": "因子个数",
        "votes": "深色：参与表决的准则；浅色：供比较。",
        "note": "实心点：自第一个起连续高于随机数据的特征值。",
        "none": "无结论",
    },
}
KINDS = {
    "en": {
        "pearson": "Pearson",
        "pairwise": "pairwise Pearson",
        "fiml": "Pearson (EM)",
        "polychoric": "polychoric",
    },
    "zh": {
        "pearson": "Pearson ",
        "pairwise": "成对 Pearson ",
        "fiml": "Pearson（EM）",
        "polychoric": "多分格",
    },
}
RULES = {
    "zh": {
        "parallel_components": "平行分析：主成分，{percent}",
        "parallel_factors": "平行分析：公因子，{percent}",
        "parallel_components_mean": "平行分析：主成分，均值",
        "parallel_factors_mean": "平行分析：公因子，均值",
        "comparison_data": "比较数据法",
        "hull_cfi": "Hull 法（CFI）",
        "hull_caf": "Hull 法（CAF）",
        "empirical_kaiser": "经验 Kaiser 准则",
        "map2": "最小平均偏相关（MAP，1976）",
        "map4": "最小平均偏相关（四次方，2000）",
        "bic": "BIC 最小",
        "sabic": "样本量校正 BIC 最小",
        "ebic": "经验 BIC 最小（残差）",
        "vss1": "极简结构（复杂度 1）",
        "vss2": "极简结构（复杂度 2）",
        "kaiser": "Kaiser 准则（特征值大于 1；不推荐）",
    }
}
