"""Solves the problem of cvxEDA on 120 samples with numpy and scipy and prints what tests/reference/skin holds.

Variables are the driver (by its recursion), two free start values, spline and line, all written out densely.
"""
import numpy as np
from scipy.optimize import minimize
rate,n=5,120
t=np.arange(n)/rate
bat=lambda x: np.where(x>0,np.exp(-x/2)-np.exp(-x/.7),0)
y=2+0.9*bat(t-6)+0.4*bat(t-14)+0.1*np.sin(0.05*np.arange(n))
sd=y.std(ddof=1); z=(y-y.mean())/sd
dt=1/rate;a0,a1=1/2.,1/.7;norm=(a1-a0)*dt*dt
ar=np.array([(a1*dt+2)*(a0*dt+2),2*a1*a0*dt*dt-8,(a1*dt-2)*(a0*dt-2)])/norm
# q from p (samples 2..n-1) and free q0,q1
def q_of(col):
    p=np.zeros(n); q=np.zeros(n)
    if col<2: q[col]=1
    else: p[col]=1
    for i in range(2,n): q[i]=(p[i]-ar[1]*q[i-1]-ar[2]*q[i-2])/ar[0]
    return q
Q=np.array([q_of(c) for c in range(n)]).T
M=np.zeros((n,n))
for i in range(2,n): M[i,i]=1;M[i,i-1]=2;M[i,i-2]=1
K=M@Q
k=int(10*rate); tri=np.r_[np.arange(1.,k),np.arange(k,0.,-1)]
spl=np.convolve(tri,tri); spl/=spl.max(); h=len(spl)//2
B=[]
for c in range(0,n,k):
    col=np.zeros(n)
    for j,v in enumerate(spl):
        i=c+j-h
        if 0<=i<n: col[i]=v
    B.append(col)
B=np.array(B).T; C=np.c_[np.ones(n),np.arange(1,n+1)/n]
A=np.c_[K,B,C]; nb=B.shape[1]
lin=np.zeros(A.shape[1]); lin[2:n]=8e-4
G=np.zeros(A.shape[1]); G[n:n+nb]=1e-2
H=A.T@A+np.diag(G); g=A.T@z-lin
free=np.ones(A.shape[1],bool)
# active set: start from all free p's at L-BFGS-B solution
sc=1/np.sqrt(np.diag(H))
f=lambda u:(0.5*(u*sc)@H@(u*sc)-g@(u*sc), sc*(H@(u*sc)-g))
bnd=[(None,None)]*2+[(0,None)]*(n-2)+[(None,None)]*(nb+2)
r=minimize(f,np.zeros(A.shape[1]),jac=True,bounds=bnd,method='L-BFGS-B',options=dict(maxiter=200000,maxfun=400000,ftol=1e-18,gtol=1e-13,maxcor=60))
x=r.x*sc
for it in range(200):
    act=np.zeros(A.shape[1],bool); act[2:n]=x[2:n]<=1e-9
    if it==0: cur=act
    fr=~cur; xs=np.zeros_like(x); xs[fr]=np.linalg.solve(H[np.ix_(fr,fr)],g[fr])
    grad=H@xs-g
    bad=[i for i in range(2,n) if fr[i] and xs[i]<0]; add=[i for i in range(2,n) if cur[i] and grad[i]<-1e-10]
    x=xs
    if not bad and not add: break
    if bad: cur[min(bad,key=lambda i:xs[i])]=True
    elif add: cur[min(add,key=lambda i:grad[i])]=False
print(it,len(bad),len(add),np.abs(grad[fr]).max())
ph=sd*(K@x[:n]); to=sd*(B@x[n:n+nb]+C@x[n+nb:])+y.mean(); p=np.r_[0,0,x[2:n]]*sd
for i in (10,29,30,31,35,45,69,70,71,75,90,110): print(i,repr(ph[i]),repr(to[i]),repr(p[i]))
print('obj',0.5*((A@x-z)**2).sum()+lin@x+0.5*(G*x*x).sum(), p.sum()/rate)
