suppressMessages({library(lavaan);library(semTools);library(jsonlite)})
d<-read.csv("data/likert.csv")
m<-"F1 =~ q1+q2+q3+q4
F2 =~ q5+q6+q7+q8
F3 =~ q9+q10+q11+q12"
it<-paste0("q",1:12)
lv<-list(configural="",thresholds="thresholds",metric=c("thresholds","loadings"),scalar=c("thresholds","loadings","intercepts"),strict=c("thresholds","loadings","intercepts","residuals"))
out<-list()
for(n in names(lv)){ f<-measEq.syntax(m,d,ordered=it,parameterization="theta",ID.fac="std.lv",ID.cat="Wu.Estabrook.2016",group="group",group.equal=lv[[n]],return.fit=TRUE)
 fm<-fitMeasures(f,c("npar","df","chisq","chisq.scaled","pvalue.scaled","cfi.scaled","rmsea.scaled","srmr")); out[[n]]<-as.list(fm); cat(n,sprintf("%.8f",fm),"\n")}
write(toJSON(out,auto_unbox=TRUE,digits=12),"groups/wu_estabrook.json")
