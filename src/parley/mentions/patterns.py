"""The grammar of people, offices, delegations and bodies, over the codes of a sentence's units (see `units.Unit`)."""

from __future__ import annotations

import re

ACTOR = "[ACUOKQ]"

PERSON = re.compile(
    rf"""
    (?P<pre>(?P<own>h)|[dp])?(?:y|\#)?(?P<m1>M*)
    (?:(?P<a1>{ACTOR})g?(?P<a1b>O)?)?
    (?:I g?|[NP]g?(?=M*T))?
    (?P<m>M*)(?P<h0>H*)
    (?:
      (?P<t>T(?:(?:n|cn)M*[AO]?M*T|cM*(?(own)|[AO]?)M*T|[of]d?{ACTOR}nM*T|[of]d?{ACTOR}cA?M*T(?=H*N)|[oft]d?A?M*T(?!H*N)|gM*T|-?M*T(?=H*N))*)
      (?:
        [of]d?x?(?P<a2>{ACTOR})(?:gM*x{{1,2}}(?=cH*N))?I?
      | [of]d?[XI]{{1,3}}(?:[of]d?(?P<a2b>{ACTOR}))?
      | [of]d?(?:(?P<a2e>{ACTOR})g?)?[XINx]{{0,2}}x{{1,3}}(?=cN(?:c|\.|$|[wtibny]))
      | i d?(?P<a2c>O|A(?=[IX]))[IX]*
      | [of]d?(?P<a2p>P)
      )?
      (?:(?:c[OXIA]{{1,2}}){{0,3}}n[OXIA]{{1,3}}(?=cH*N))?
      (?:[itf]d?x?(?P<post>[CKPOX])(?:id?(?P<a2d>[AO])[IXD]*)?|tdx(?=c))?
      (?:c(?=H*N(?:c|\.|$|[wtibnyB(]|x)))?
      (?P<h>[HM]*)(?P<n>N)
    |
      (?P<n2>N)
    )
    (?:[of](?:d)?(?P<a3>{ACTOR})(?!g)|c(?P<a5>C)c(?=.))?
    (?:
      c (?:[xyM]{{1,3}}k)?[dh]?
      (?:(?P<a4>{ACTOR})g?)?(?:I g?)?(?P<m4>M*)(?P<t4>T(?:nM*T|gM*T|[of]d?[ACUOKQP]nM*T)*)
      (?:[of]d?x?(?P<a6>{ACTOR})x?|id?(?P<a6i>O))?(?:[ti]d?x?[CKPXO])?
      (?:fd?A?[XNIP]x{{0,2}}|(?=[idgoOXAITPM])[idTMgoIXAOnfP]{{1,10}})?(?=[c.:;j]|$|[kewn](?!N))c?
    |
      c[dh]?(?P<t5>[Tx])od?x?(?:(?P<a8>{ACTOR})g?x?)?(?P<d5>D)D?c?
    |
      ce(?P<lead>x)d?x?(?P<a7>{ACTOR})[DL]?c?
    )?
    """,
    re.VERBOSE,
)
SIDE = rf"{ACTOR}[DL]?"
LIST = rf"(?:[xXAIU#\-]{{0,4}}(?=O)|[d#](?=AL))?{SIDE}(?:(?:cd?{SIDE})*(?:c?n[of]?d?{SIDE})?)?"
"""One actor, or several joined by commas and a last "and"."""

OFFICES = re.compile(
    rf"(?P<pre>[dh])?(?P<count>[d#])?(?:(?P<as>A(?:(?:cA)*c?nA)?)|(?P<o>[OQC]g?(?:c?n[OQC]g?)?))?M*(?P<t>S)"
    rf"(?:[of]d?(?P<list>{LIST})|id?(?P<seats>{LIST})|[of]d{{0,2}}#?L(?=cH*N))?(?:c?(?P<names>H*N(?:[of]d?{ACTOR})?(?:(?:c|n|cn)H*N(?:[of]d?{ACTOR})?)+))?"
)
OFFICE = re.compile(
    rf"(?P<pre>[dhp])?y?(?P<m1>M*)(?:(?P<a1>{ACTOR})g?(?P<a1b>O)?)?(?:Ig?)?(?P<m>M*)(?P<t>T(?:(?:n|cn)M*T|[oft]d?M*T(?!H*N))*)(?:[of]d?x?(?P<a2>{ACTOR})I?|[of]d?I(?:[of]d?(?P<a2b>{ACTOR}))?)?(?:td?x?(?P<post>[CKPO]))?"
)
DELEGATION = re.compile(
    rf"(?:d|h)?(?:x|M|\#)?(?P<as>W|[ACOQU]g?(?:(?:c[ACOU])*c?n[ACOU])?)(?:x|M|I|X|D){{0,2}}(?P<d>D)"
    rf"|d?(?:x|M|\#)?(?P<d2>D)(?:of|f|o|tf)d?(?P<list>{LIST})"
    r"|d?(?:x|M|\#)?(?P<d3>D)i(?P<seat>[KC])(?![cg])"
)
COLLECTIVE = re.compile(
    r"(?:x|M)?D[of](?P<pre2>d)?(?P<count3>d)?(?P<l3>L|D)|(?P<pre>[dh])(?P<count>[d#])?(?:A)?(?P<l>L|S|D)(?:[of]d{1,2}#?L(?=cH*N))?|(?P<count2>d)(?P<l2>L|S|D)"
)
REBELS = re.compile(r"(?:[dh]|(?<![dhAC]))(?:x|M|A)?D(?!o)")
THE_TWO = re.compile(r"d?(?P<n>d)(?:(?=[xy])|(?<=[ozw]dd)(?=[iYcfk.]|$))")
ACTOR_ALONE = re.compile(rf"(?:dx(?=O)|d)?(?P<a>{ACTOR}|W)")
PRONOUN = re.compile("r")
