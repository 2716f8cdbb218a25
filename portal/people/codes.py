"""Short code lists of the declarations: residence, identity documents, kinship to the head."""

from django.db import models


class ResidenceKind(models.TextChoices):
    """How a person lives at an address (`LoaiCuTru`)."""

    PERMANENT = "permanent", "Thường trú"
    TEMPORARY = "temporary", "Tạm trú"
    CURRENT = "current", "Nơi ở hiện tại"


class IdentityDocumentKind(models.TextChoices):
    """Papers that tell who someone is, by the register's numbers (`LoaiGiayTo`) [V].

    Named on a form, never demanded as a copy.
    """

    BIRTH_CERTIFICATE = "1", "Giấy khai sinh"
    OLD_IDENTITY_CARD = "2", "Chứng minh nhân dân"
    MILITARY_OFFICER_CARD = "3", "Giấy chứng minh sĩ quan quân đội"
    POLICE_OFFICER_CARD = "4", "Giấy chứng minh công an nhân dân"
    CITIZEN_IDENTITY_CARD = "5", "Thẻ căn cước công dân"
    PASSPORT = "6", "Hộ chiếu"
    HOUSEHOLD_BOOK = "7", "Sổ hộ khẩu"
    OTHER = "8", "Giấy tờ khác"
    IDENTITY_CARD = "9", "Thẻ căn cước"
    IDENTITY_CERTIFICATE = "10", "Giấy chứng nhận căn cước"


class RelationToHead(models.TextChoices):
    """What a person is to the head of the household: the 26 values of form CT01 online [V]."""

    CHILD = "child", "Con"
    OWN_CHILD = "own_child", "Con đẻ"
    HUSBANDS_CHILD = "husbands_child", "Con chồng"
    ADOPTED_CHILD = "adopted_child", "Con nuôi"
    WIFES_CHILD = "wifes_child", "Con vợ"
    OLDER_BROTHER = "older_brother", "Anh"
    OLDER_MALE_COUSIN = "older_male_cousin", "Anh họ"
    OLDER_SISTER = "older_sister", "Chị"
    OLDER_FEMALE_COUSIN = "older_female_cousin", "Chị họ"
    YOUNGER_SIBLING = "younger_sibling", "Em"
    YOUNGER_FULL_SIBLING = "younger_full_sibling", "Em ruột"
    HUSBANDS_YOUNGER_SIBLING = "husbands_younger_sibling", "Em chồng"
    YOUNGER_COUSIN = "younger_cousin", "Em họ"
    WIFES_YOUNGER_SIBLING = "wifes_younger_sibling", "Em vợ"
    GRANDCHILD_OR_NEPHEW = "grandchild_or_nephew", "Cháu"
    SONS_CHILD = "sons_child", "Cháu nội"
    DAUGHTERS_CHILD = "daughters_child", "Cháu ngoại"
    COUSINS_CHILD = "cousins_child", "Cháu họ"
    GREAT_GRANDCHILD = "great_grandchild", "Chắt"
    WARD = "ward", "Người được giám hộ"
    CARED_FOR = "cared_for", "Người được chăm sóc"
    ASSISTED = "assisted", "Người được trợ giúp"
    FOSTERED = "fostered", "Người được nuôi dưỡng"
    TENANT = "tenant", "Người thuê nhà"
    BORROWER = "borrower", "Người mượn nhà"
    LODGER = "lodger", "Người ở nhờ"
